// SPDX-License-Identifier: MIT
#include "network/training_update.hpp"

#include <catch2/catch.hpp>

#include <vector>

using lucarne::Optimizer;
using lucarne::TrainingSpec;
using lucarne::training::UpdateRule;

namespace {

TrainingSpec spec_of(Optimizer optimizer) {
  TrainingSpec spec;
  spec.optimizer = optimizer;
  spec.learning_rate = 0.1;
  spec.momentum = 0.9;
  return spec;
}

/// The parameter, 1 at first, after each of the steps along `gradients`. It sits among 37 equal
/// ones, so that vector loops and their remainders are both seen.
std::vector<float> path(const TrainingSpec& spec, const std::vector<float>& gradients) {
  constexpr std::size_t n = 37;
  UpdateRule rule(spec);
  std::vector<float> parameters(n, 1);
  std::vector<float> first(n, 0);
  std::vector<float> second(n, 0);
  std::vector<float> after;
  for (const float gradient : gradients) {
    rule.start_step();
    const std::vector<float> all(n, gradient);
    rule.apply(parameters.data(), first.data(), second.data(), all.data(), n);
    for (const float parameter : parameters) {
      CHECK(parameter == Approx(parameters.front()).epsilon(1e-6));  // remainders may round apart
    }
    after.push_back(parameters.back());
  }
  return after;
}

}  // namespace

// Tolerances: a few roundings of float, 6e-8 each, of numbers near 1.

TEST_CASE("gradient descent steps by rate times gradient", "[training]") {
  const std::vector<float> after = path(spec_of(Optimizer::sgd), {0.5F, -0.25F});
  CHECK(after[0] == Approx(1 - 0.05).epsilon(1e-6));
  CHECK(after[1] == Approx(1 - 0.05 + 0.025).epsilon(1e-6));
}

TEST_CASE("momentum carries the earlier steps on", "[training]") {
  // velocity: 0.5, then 0.9 * 0.5 - 0.25 = 0.2, then 0.9 * 0.2 + 0 = 0.18
  const std::vector<float> after = path(spec_of(Optimizer::momentum), {0.5F, -0.25F, 0});
  CHECK(after[0] == Approx(0.95).epsilon(1e-6));
  CHECK(after[1] == Approx(0.93).epsilon(1e-6));
  CHECK(after[2] == Approx(0.912).epsilon(1e-6));
}

TEST_CASE("the first steps of Adam are those computed by hand", "[training]") {
  // step 1, gradient 0.5: m = 0.05, v = 0.00025; corrected 0.5 and 0.25; step 0.1 * 0.5 / 0.5
  // step 2, gradient -0.1: m = 0.9 * 0.05 - 0.01 = 0.035, v = 0.999 * 0.00025 + 0.00001 =
  //   0.00025975; corrected 0.035 / 0.19 = 0.1842105 and 0.00025975 / 0.001999 = 0.12993997,
  //   its root 0.3604719; step 0.1 * 0.1842105 / 0.3604719 = 0.0511026
  const std::vector<float> after = path(spec_of(Optimizer::adam), {0.5F, -0.1F});
  CHECK(after[0] == Approx(0.9).epsilon(1e-6));
  CHECK(after[1] == Approx(0.9 - 0.0511026).epsilon(1e-6));
}

TEST_CASE("Adam's epsilon of 1e-8 halves the first step along a gradient of 1e-8", "[training]") {
  // Corrected moments 1e-8 and 1e-16: step 0.1 * 1e-8 / (1e-8 + 1e-8).
  const std::vector<float> after = path(spec_of(Optimizer::adam), {1e-8F});
  CHECK(after[0] == Approx(0.95).epsilon(1e-6));
}

TEST_CASE("Adam leaves a parameter without gradient where it is", "[training]") {
  const std::vector<float> after = path(spec_of(Optimizer::adam), {0, 0});
  CHECK(after[1] == 1.0F);
}
