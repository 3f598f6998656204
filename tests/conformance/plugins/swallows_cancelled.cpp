// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

class SwallowsCancelled final : public lucarne::Analysis {
 public:
  void run(const lucarne::Context& context, const lucarne::Folded&,
           lucarne::Results& results) override {
    double total = 0;
    for (int step = 0; step < 10; ++step) {
      try {
        context.stop_if_cancelled();
        total += step;
      } catch (const std::exception&) {
        context.warn("a step failed");
      }
    }
    results.scalar("total", total);
  }
};

LUCARNE_PLUGIN(SwallowsCancelled, "swallows-cancelled", "1.0", "How many steps are there?");
