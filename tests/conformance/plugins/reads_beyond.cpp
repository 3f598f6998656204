// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

class ReadsBeyond final : public lucarne::Analysis {
 public:
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results& results) override {
    const std::vector<double> weights(100, 1.0);
    // Behind a volatile, so that the compiler does not see that it lies outside.
    volatile std::size_t index = 100;
    const double* const first = weights.data();
    results.scalar("same", first[index] == first[index] ? 1 : 0);
  }
};

LUCARNE_PLUGIN(ReadsBeyond, "reads-beyond", "1.0", "What comes after the last weight?");
