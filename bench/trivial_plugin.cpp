// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

namespace {

/// One number and nothing else: what a stage costs without its analysis.
class Trivial final : public lucarne::Analysis {
 public:
  void run(const lucarne::Context& context, const lucarne::Folded&,
           lucarne::Results& results) override {
    results.scalar("classes", static_cast<double>(context.model().n_classes()));
  }
};

}  // namespace

LUCARNE_PLUGIN(Trivial, "trivial", "1.0.0", "what does a stage cost that computes nothing");
