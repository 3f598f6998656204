// SPDX-License-Identifier: MIT
#include "embedding/optimiser.hpp"

#include "embedding/order.hpp"
#include "embedding/point_loops.hpp"

#include <algorithm>
#include <cmath>

namespace embedding {
namespace {

constexpr float longest_step = 5;
constexpr float smallest_gain = 0.01F;

// So many that a small map is one task: handing out would take longer than the work.
constexpr arma::uword points_per_step = 4096;

}  // namespace

Descent::Descent(arma::fmat start)
    : points_(std::move(start)),
      velocity_(points_.n_rows, points_.n_cols, arma::fill::zeros),
      gains_(points_.n_rows, points_.n_cols, arma::fill::ones),
      centre_(points_.n_rows, arma::fill::zeros) {}

void Descent::step(const arma::fmat& attraction, const Repulsion& repulsion, const Step& step,
                   const ParallelFor& parallel_for) {
  const arma::uword n = points_.n_cols;
  const arma::uword n_tasks = (n + points_per_step - 1) / points_per_step;
  const StepFactors factors{static_cast<float>(step.exaggeration),
                            static_cast<float>(repulsion.z > 0 ? 1 / repulsion.z : 0),
                            static_cast<float>(step.learning_rate),
                            static_cast<float>(step.momentum), smallest_gain};
  const arma::fvec centre = arma::conv_to<arma::fvec>::from(centre_);
  const arma::uword d = points_.n_rows;
  arma::mat sums(d, n_tasks, arma::fill::zeros);
  parallel_for(n_tasks, [&](arma::uword task) {
    const arma::uword first = task * points_per_step;
    const arma::uword end = std::min(n, first + points_per_step);
    turn_velocities(factors, (end - first) * d, attraction.colptr(first),
                    repulsion.forces.colptr(first), velocity_.colptr(first), gains_.colptr(first));
    double* sum = sums.colptr(task);
    for (arma::uword i = first; i < end; ++i) {
      float* velocity = velocity_.colptr(i);
      float squared = 0;
      for (arma::uword c = 0; c < d; ++c) squared += velocity[c] * velocity[c];
      const float length = std::sqrt(squared);
      const float cut = length > longest_step ? longest_step / length : 1.0F;
      for (arma::uword c = 0; c < d; ++c) {
        velocity[c] *= cut;
        points_(c, i) += velocity[c] - centre(c);
        sum[c] += static_cast<double>(points_(c, i));
      }
    }
  });
  centre_.zeros();
  for (arma::uword task = 0; task < n_tasks; ++task) centre_ += sums.col(task);
  centre_ /= static_cast<double>(n);
}

void Descent::reorder(const std::vector<std::uint32_t>& place) {
  points_ = moved(points_, place);
  velocity_ = moved(velocity_, place);
  gains_ = moved(gains_, place);
}

}  // namespace embedding
