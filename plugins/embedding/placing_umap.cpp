// SPDX-License-Identifier: MIT
#include "embedding/memberships.hpp"
#include "embedding/placing.hpp"
#include "embedding/umap_curve.hpp"
#include "embedding/umap_loops.hpp"
#include "embedding/umap_schedule.hpp"

#include <algorithm>

namespace embedding {
namespace {

constexpr float placing_share = 0.25F;  // of the learning rate; umap-learn's
constexpr std::uint64_t placing_draws = 7ULL << 48;

constexpr arma::uword usual_placing_epochs = 100;

// One item on its way.
class Placed {
 public:
  Placed(const Reference& reference, const UmapCurve& curve)
      : points_(reference.points),
        a_(static_cast<float>(curve.a)),
        b_(static_cast<float>(curve.b)) {}

  void start(const std::uint32_t* neighbours, const arma::fvec& weights) {
    const arma::vec shares = arma::conv_to<arma::vec>::from(weights);
    arma::vec2 mean = {0, 0};
    for (arma::uword k = 0; k < shares.n_elem; ++k) mean += shares(k) * points_.col(neighbours[k]);
    mean /= arma::accu(shares);
    x_ = static_cast<float>(mean(0));
    y_ = static_cast<float>(mean(1));
  }

  template <class ToMoves>
  void go(const ToMoves& to_moves, arma::uword other, float rate) {
    float dx = x_ - static_cast<float>(points_(0, other));
    float dy = y_ - static_cast<float>(points_(1, other));
    to_moves(&dx, &dy, 1, a_, b_);
    x_ += rate * dx;
    y_ += rate * dy;
  }

  arma::vec2 place() const { return {static_cast<double>(x_), static_cast<double>(y_)}; }

 private:
  const arma::mat& points_;
  float a_, b_;
  float x_ = 0;
  float y_ = 0;
};

}  // namespace

arma::mat place_in_umap(const Reference& reference, const arma::fmat& features,
                        const UmapSettings& settings, const lucarne::Random& random,
                        const ParallelFor& parallel_for) {
  const Neighbours near =
      nearest_in(reference.features, features, settings.neighbours, parallel_for);
  const arma::fmat weights = memberships(near, parallel_for);
  const UmapCurve curve = fit_curve(settings.min_distance, settings.spread);
  const arma::uword n_epochs =
      settings.epochs > 0 ? std::max<arma::uword>(1, settings.epochs / 3) : usual_placing_epochs;
  const std::uint64_t n = reference.points.n_cols;
  arma::mat places(2, features.n_cols);
  parallel_for(features.n_cols, [&](arma::uword i) {
    Placed item(reference, curve);
    item.start(near.indices.colptr(i), weights.col(i));
    for (arma::uword epoch = 0; epoch < n_epochs; ++epoch) {
      const float rate =
          placing_share * (1 - static_cast<float>(epoch) / static_cast<float>(n_epochs));
      for (arma::uword k = 0; k < settings.neighbours; ++k) {
        if (!is_due(rate_of(weights(k, i)), epoch)) continue;
        item.go(offsets_to_pulls, near.indices(k, i), rate);
        // By the neighbour, so that an item is placed alike whatever comes with it.
        for (arma::uword s = 0; s < settings.negative_samples; ++s) {
          const auto words = random.words(near.indices(k, i), placing_draws + (epoch << 16) + s);
          item.go(offsets_to_pushes, (words[0] * n) >> 32, rate);
        }
      }
    }
    places.col(i) = item.place();
  });
  return places;
}

}  // namespace embedding
