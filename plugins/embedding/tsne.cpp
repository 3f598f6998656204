// SPDX-License-Identifier: MIT
#include "embedding/tsne.hpp"

#include "embedding/affinities.hpp"
#include "embedding/forces.hpp"
#include "embedding/pca.hpp"

#include <cmath>

namespace embedding {
namespace {

constexpr arma::uword iterations_per_measure = 100;

arma::mat start(const arma::fmat& features, const lucarne::Random& random) {
  arma::mat points = principal_components(features, 2).scores;
  const double deviation = arma::stddev(points.row(0));
  points *= deviation > 0 ? 1e-4 / deviation : 0;
  for (arma::uword i = 0; i < points.n_cols; ++i) {
    points(0, i) += 1e-6 * random.normal(i, 0);
    points(1, i) += 1e-6 * random.normal(i, 1);
  }
  return points;
}

// Gradients without the factor 4: exaggeration * attraction - repulsion / Z. One object keeps the
// float copies that the vector loops read.
class Gradient {
 public:
  Gradient(const arma::mat& joint, const ParallelFor& parallel_for)
      : joint_(arma::conv_to<arma::fmat>::from(joint)),
        x_(joint.n_cols),
        y_(joint.n_cols),
        sums_(joint.n_cols),
        parallel_for_(parallel_for) {}

  const arma::mat& at(const arma::mat& points, double exaggeration) {
    const arma::uword n = points.n_cols;
    for (arma::uword i = 0; i < n; ++i) {
      x_(i) = static_cast<float>(points(0, i));
      y_(i) = static_cast<float>(points(1, i));
    }
    for_rows(parallel_for_, n, [&](arma::uword i) {
      sums_[i] = point_sums(x_.memptr(), y_.memptr(), joint_.colptr(i), n, i);
    });
    double normaliser = 0;
    for (const PointSums& sums : sums_) normaliser += sums.normaliser;
    gradient_.set_size(2, n);
    for (arma::uword i = 0; i < n; ++i) {
      const PointSums& sums = sums_[i];
      gradient_(0, i) = exaggeration * sums.attraction_x - sums.repulsion_x / normaliser;
      gradient_(1, i) = exaggeration * sums.attraction_y - sums.repulsion_y / normaliser;
    }
    return gradient_;
  }

 private:
  arma::fmat joint_;
  arma::fvec x_;
  arma::fvec y_;
  std::vector<PointSums> sums_;
  arma::mat gradient_;
  const ParallelFor& parallel_for_;
};

// Momentum with a gain per coordinate that grows while the direction stays.
class Descent {
 public:
  explicit Descent(arma::uword n)
      : velocity_(2, n, arma::fill::zeros), gains_(2, n, arma::fill::ones) {}

  void step(arma::mat& points, const arma::mat& gradient, double learning_rate, double momentum) {
    for (arma::uword k = 0; k < points.n_elem; ++k) {
      const bool same_direction = (gradient(k) > 0) != (velocity_(k) > 0);
      gains_(k) = same_direction ? gains_(k) + 0.2 : std::max(0.01, gains_(k) * 0.8);
      velocity_(k) = momentum * velocity_(k) - learning_rate * gains_(k) * gradient(k);
      points(k) += velocity_(k);
    }
  }

 private:
  arma::mat velocity_;
  arma::mat gains_;
};

// -log q of a pair, up to log Z, for one point: sum of p log(1 + |d|^2), and the point's share of
// Z.
struct Divergence {
  double cross = 0;
  double normaliser = 0;
};

}  // namespace

double kl_divergence(const arma::mat& joint, const arma::mat& points,
                     const ParallelFor& parallel_for) {
  const arma::uword n = points.n_cols;
  std::vector<Divergence> parts(n);
  for_rows(parallel_for, n, [&](arma::uword i) {
    const double* p = joint.colptr(i);
    // Both directions of a pair are the same; the logarithm is what costs.
    for (arma::uword j = 0; j < i; ++j) {
      const double dx = points(0, i) - points(0, j);
      const double dy = points(1, i) - points(1, j);
      const double t = 1 + dx * dx + dy * dy;
      parts[i].normaliser += 1 / t;
      if (p[j] > 0) parts[i].cross += p[j] * std::log(p[j] * t);
    }
  });
  Divergence total;
  for (const Divergence& part : parts) {
    total.cross += part.cross;
    total.normaliser += part.normaliser;
  }
  return 2 * total.cross + std::log(2 * total.normaliser);
}

arma::mat kl_gradient(const arma::mat& joint, const arma::mat& points,
                      const ParallelFor& parallel_for) {
  return 4 * Gradient(joint, parallel_for).at(points, 1);
}

TsneMap tsne(const arma::fmat& features, const arma::mat& squared, const TsneSettings& settings,
             const lucarne::Random& random, const ParallelFor& parallel_for,
             const std::function<void(double)>& progress) {
  const arma::uword n = features.n_cols;
  const arma::mat joint = joint_probabilities(squared, settings.perplexity, parallel_for);
  const double automatic =
      std::max(static_cast<double>(n) / std::max(1.0, settings.early_exaggeration), 200.0);
  const double learning_rate = settings.learning_rate > 0 ? settings.learning_rate : automatic;
  TsneMap map;
  map.points = start(features, random);
  Gradient gradient(joint, parallel_for);
  Descent descent(n);
  for (arma::uword t = 0; t < settings.iterations; ++t) {
    const bool early = t < settings.exaggeration_iterations;
    const double exaggeration = early ? settings.early_exaggeration : 1;
    descent.step(map.points, gradient.at(map.points, exaggeration), learning_rate,
                 early ? 0.5 : 0.8);
    map.points.each_col() -= arma::vec(arma::mean(map.points, 1));
    if ((t + 1) % iterations_per_measure == 0) {
      map.kl_iterations.push_back(t + 1);
      map.kl_history.push_back(kl_divergence(joint, map.points, parallel_for));
      progress(static_cast<double>(t + 1) / static_cast<double>(settings.iterations));
    }
  }
  const bool measured =
      !map.kl_iterations.empty() && map.kl_iterations.back() == settings.iterations;
  map.kl = measured ? map.kl_history.back() : kl_divergence(joint, map.points, parallel_for);
  return map;
}

}  // namespace embedding
