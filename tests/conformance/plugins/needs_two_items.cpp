// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

class NeedsTwoItems final : public lucarne::Analysis {
 public:
  void run(const lucarne::Context& context, const lucarne::Folded&,
           lucarne::Results& results) override {
    const arma::uvec& labels = context.dataset().labels("test");
    results.scalar("second", static_cast<double>(labels(1)));
  }
};

LUCARNE_PLUGIN(NeedsTwoItems, "needs-two-items", "1.0", "What is the class of the second item?");
