// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

class ThrowsInRun final : public lucarne::Analysis {
 public:
  void declare(lucarne::Parameters& parameters) override {
    parameters.produces("nothing", "a product that is never made");
  }
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results&) override {
    throw lucarne::Error("this plugin always fails");
  }
};

LUCARNE_PLUGIN(ThrowsInRun, "throws-in-run", "1.0", "fails in run");
