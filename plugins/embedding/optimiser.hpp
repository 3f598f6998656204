// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/attraction.hpp"
#include "embedding/repulsion.hpp"

#include <cstdint>
#include <vector>

namespace embedding {

/// One step of the descent.
struct Step {
  double exaggeration = 1;   ///< factor on the attraction
  double learning_rate = 1;  ///< of the gradient without its factor 4
  double momentum = 0.8;
};

/// Gradient descent with momentum and a gain for each coordinate that grows while the direction
/// stays. Steps longer than 5 are cut, so that no point shoots off.
/// source: Jacobs 1988, Neural Networks 1 (gains); Policar et al. 2024, J. Stat. Softw. 109 (cut)
class Descent {
 public:
  /// shape: d x n, d = 2 or 3
  explicit Descent(arma::fmat start);

  /// One step, and the centring of the map that the step before left, in one pass.
  void step(const arma::fmat& attraction, const Repulsion& repulsion, const Step& step,
            const ParallelFor& parallel_for);

  /// Point i moves to place(i), with all that is kept of it.
  void reorder(const std::vector<std::uint32_t>& place);

  /// The map; its centre is where the last step has left it.
  const arma::fmat& points() const { return points_; }

 private:
  arma::fmat points_;
  arma::fmat velocity_;
  arma::fmat gains_;
  arma::vec centre_;
};

}  // namespace embedding
