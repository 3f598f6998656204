// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

#include <chrono>
#include <thread>

struct Largest {
  float value = 0;
  void consume(const lucarne::Block& block) { value += arma::accu(block.inputs); }
  void merge(const Largest& right) { value += right.value; }
  void archive(lucarne::Archive& archive) { archive(value); }
};

class WaitsForNan final : public lucarne::FoldAnalysis<Largest> {
  lucarne::Request request(const lucarne::Context&) override { return {}; }
  void finish(const Largest& state, const lucarne::Context&, lucarne::Results& results) override {
    float step = state.value;
    while (!(step < 1)) {
      step /= 2;
      std::this_thread::sleep_for(std::chrono::microseconds(1));
    }
    results.scalar("converged", 1);
  }
};

LUCARNE_PLUGIN(WaitsForNan, "waits-for-nan", "1.0", "When does it converge?");
