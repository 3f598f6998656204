// SPDX-License-Identifier: MIT
#pragma once

#include "network/training_step.hpp"
#include "network/training_update.hpp"

#include <vector>

namespace lucarne::training {

/// The parameters on their way down: with the optimiser's moments, and the mean over the last steps
/// that is handed out in the end. A step is cut into slabs, runs of columns of one layer, for
/// threads to share; a slab's gradient, update and mean follow one another while it is in the
/// cache.
class Descent {
 public:
  /// `n_steps` in all.
  Descent(const Perceptron& start, const TrainingSpec& spec, arma::uword n_steps);

  /// The parameters of the last step.
  const Parameters& current() const { return current_; }

  /// What is handed out after the last step made: the mean over the steps of the tail, or the
  /// parameters of the last step as long as the tail has not begun.
  const Parameters& result() const { return mean_share_ > 0 ? means_ : current_; }

  std::size_t n_slabs() const { return slabs_.size(); }

  /// Begins the next step; `update` then covers every slab once.
  void start_step();

  /// Moves one slab by its gradient over `batch`. thread: any, on different slabs, each with
  /// scratch memory of its own
  void update(std::size_t slab, const Batch& batch, std::vector<float>& scratch);

 private:
  /// Some columns of one layer's parameters.
  struct Slab {
    std::size_t layer;
    arma::uword first;
    arma::uword count;
  };
  static std::vector<Slab> cut(const Parameters& parameters);

  UpdateRule rule_;
  Parameters current_;
  Parameters first_moments_;
  Parameters second_moments_;
  Parameters means_;
  std::vector<Slab> slabs_;
  arma::uword n_steps_ = 0;
  arma::uword n_before_tail_;
  float mean_share_ = 0;  // of the last step in the mean; 0 before the tail
};

}  // namespace lucarne::training
