// SPDX-License-Identifier: MIT
#include "adversarial/steps.hpp"

#include <algorithm>
#include <cmath>

namespace lucarne::adversarial {
namespace {

// One item's numbers.
struct Place {
  const float* centre;
  float* input;
  arma::uword n;
};

double length(const float* values, arma::uword n) {
  double sum = 0;
  for (arma::uword i = 0; i < n; ++i) {
    sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  }
  return std::sqrt(sum);
}

// Branches would keep the compiler from vector instructions: comparisons as numbers do not.
void add_signs(const float* gradient, float step, float threshold, const Place& at) {
  for (arma::uword i = 0; i < at.n; ++i) {
    const int up = gradient[i] > threshold ? 1 : 0;
    const int down = gradient[i] < -threshold ? 1 : 0;
    at.input[i] += static_cast<float>(up - down) * step;
  }
}

void add_gradient(const float* gradient, double step, const Place& at) {
  const double size = length(gradient, at.n);
  if (size == 0) return;
  const auto factor = static_cast<float>(step / size);
  for (arma::uword i = 0; i < at.n; ++i) at.input[i] += factor * gradient[i];
}

void into_box(float radius, const Place& at) {
  for (arma::uword i = 0; i < at.n; ++i) {
    const float moved = std::min(std::max(at.input[i] - at.centre[i], -radius), radius);
    at.input[i] = at.centre[i] + moved;
  }
}

void into_sphere(double radius, const Place& at) {
  double sum = 0;
  for (arma::uword i = 0; i < at.n; ++i) {
    const double moved = static_cast<double>(at.input[i]) - static_cast<double>(at.centre[i]);
    sum += moved * moved;
  }
  const double size = std::sqrt(sum);
  if (size <= radius) return;
  const auto factor = static_cast<float>(radius / size);
  for (arma::uword i = 0; i < at.n; ++i) {
    at.input[i] = at.centre[i] + factor * (at.input[i] - at.centre[i]);
  }
}

void into_ball(Norm norm, double radius, const Place& at) {
  if (norm == Norm::linf) {
    into_box(static_cast<float>(radius), at);
  } else {
    into_sphere(radius, at);
  }
}

void into_bounds(const Attack& attack, const Place& at) {
  const auto lower = static_cast<float>(attack.lower);
  const auto upper = static_cast<float>(attack.upper);
  for (arma::uword i = 0; i < at.n; ++i) {
    at.input[i] = std::min(std::max(at.input[i], lower), upper);
  }
}

// Step by signs, box and bounds at once: three passes over memory would cost more than the sums.
void box_step(const float* gradient, float step, double radius, const Attack& attack,
              const Place& at) {
  const auto threshold = static_cast<float>(attack.threshold);
  const auto r = static_cast<float>(radius);
  const auto lower = static_cast<float>(attack.lower);
  const auto upper = static_cast<float>(attack.upper);
  for (arma::uword i = 0; i < at.n; ++i) {
    const int up = gradient[i] > threshold ? 1 : 0;
    const int down = gradient[i] < -threshold ? 1 : 0;
    const float stepped = at.input[i] + static_cast<float>(up - down) * step;
    const float moved = std::min(std::max(stepped - at.centre[i], -r), r);
    at.input[i] = std::min(std::max(at.centre[i] + moved, lower), upper);
  }
}

double step_of(const Attack& attack, double radius) {
  if (attack.step_size == 0) return 2.5 * radius / static_cast<double>(attack.steps);
  // A longer one would leave the ball at once.
  return std::isinf(attack.step_size) ? radius : attack.step_size;
}

}  // namespace

void start_at_random(const Random& random, const Victims& victims, const Attack& attack,
                     arma::fmat& inputs) {
  const arma::uword n = inputs.n_rows;
  for (arma::uword item = 0; item < inputs.n_cols; ++item) {
    const double radius = victims.radii(item);
    const std::uint64_t key = victims.keys(item);
    const Place at{victims.inputs.colptr(item), inputs.colptr(item), n};
    if (attack.norm == Norm::linf) {
      for (arma::uword i = 0; i < n; ++i) {
        at.input[i] += static_cast<float>(radius * (2 * random.uniform(key, i) - 1));
      }
    } else {
      arma::vec direction(n);
      for (arma::uword i = 0; i < n; ++i) direction(i) = random.normal(key, i);
      // The share of a ball's volume within r of its centre is r^n.
      const double share = std::pow(random.uniform(key, n), 1.0 / static_cast<double>(n));
      direction *= radius * share / std::max(arma::norm(direction), 1e-300);
      for (arma::uword i = 0; i < n; ++i) at.input[i] += static_cast<float>(direction(i));
    }
    into_ball(attack.norm, radius, at);
    into_bounds(attack, at);
  }
}

void take_step(const Attack& attack, const Victims& victims, const arma::fmat& gradient,
               arma::fmat& inputs) {
  const double sign = attack.targeted ? -1 : 1;
  const auto threshold = static_cast<float>(attack.threshold);
  for (arma::uword item = 0; item < inputs.n_cols; ++item) {
    const double radius = victims.radii(item);
    const double step = sign * step_of(attack, radius);
    const Place at{victims.inputs.colptr(item), inputs.colptr(item), inputs.n_rows};
    if (attack.sign_steps && attack.norm == Norm::linf) {
      box_step(gradient.colptr(item), static_cast<float>(step), radius, attack, at);
      continue;
    }
    if (attack.sign_steps) {
      add_signs(gradient.colptr(item), static_cast<float>(step), threshold, at);
    } else {
      add_gradient(gradient.colptr(item), step, at);
    }
    into_ball(attack.norm, radius, at);
    into_bounds(attack, at);
  }
}

}  // namespace lucarne::adversarial
