// SPDX-License-Identifier: MIT
#pragma once

#include "network/training.hpp"
#include "network/training_loops.hpp"

#include <cstddef>

namespace lucarne::training {

/// How one step changes parameters by their gradients. Each rule works on runs of parameters, so
/// that a run is changed while its gradient is still in the cache.
class UpdateRule {
 public:
  explicit UpdateRule(const TrainingSpec& spec) : spec_(spec) {}

  /// Begins the next step; `apply` then covers every parameter once.
  void start_step();

  /// Changes `n` parameters. `first` and `second` are the parameters' moments, zero before the
  /// first step; SGD uses neither, momentum the first. thread: any, on disjoint parameters
  void apply(float* parameters, float* first, float* second, const float* gradients,
             std::size_t n) const;

 private:
  TrainingSpec spec_;
  arma::uword n_steps_ = 0;
  AdamStep adam_step_{};
};

}  // namespace lucarne::training
