// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

#include <random>

class OwnRandomNumbers final : public lucarne::Analysis {
 public:
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results& results) override {
    std::random_device device;
    results.scalar("drawn", static_cast<double>(device()));
  }
};

LUCARNE_PLUGIN(OwnRandomNumbers, "own-random-numbers", "1.0", "Which number comes up?");
