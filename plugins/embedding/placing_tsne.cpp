// SPDX-License-Identifier: MIT
#include "embedding/affinities.hpp"
#include "embedding/placing.hpp"
#include "embedding/point_loops.hpp"

#include <algorithm>
#include <cmath>

namespace embedding {
namespace {

constexpr double placing_pull = 1.5;  // default of openTSNE's transform
constexpr double placing_rate = 0.5;
constexpr double placing_momentum = 0.5;
constexpr double longest_move = 5;
constexpr double least_move = 1e-3;
constexpr int most_moves = 250;

arma::fvec padded(const arma::mat& points, arma::uword row) {
  const arma::uword n = points.n_cols;
  const arma::uword whole = (n + pairs_per_division - 1) / pairs_per_division * pairs_per_division;
  arma::fvec values(whole);
  values.fill(nowhere);
  values.head(n) = arma::conv_to<arma::fvec>::from(points.row(row).t());
  return values;
}

// The value that half of the weight lies below.
double weighted_median(const arma::vec& values, const arma::vec& weights) {
  const arma::uvec order = arma::stable_sort_index(values);
  double below = 0;
  for (const arma::uword k : order) {
    below += weights(k);
    if (below >= 0.5 * arma::accu(weights)) return values(k);
  }
  return values(order.back());
}

}  // namespace

arma::vec2 placing_gradient(const arma::fvec& x, const arma::fvec& y, const arma::uvec& neighbours,
                            const arma::vec& p, double pull, const arma::vec2& place) {
  const PairSums push = push_of_all(x.memptr(), y.memptr(), x.n_elem, static_cast<float>(place(0)),
                                    static_cast<float>(place(1)));
  arma::vec2 gradient = {0, 0};
  for (arma::uword k = 0; k < neighbours.n_elem; ++k) {
    const double dx = place(0) - static_cast<double>(x(neighbours(k)));
    const double dy = place(1) - static_cast<double>(y(neighbours(k)));
    const double weight = pull * p(k) / (1 + dx * dx + dy * dy);
    gradient(0) += weight * dx;
    gradient(1) += weight * dy;
  }
  // So far away from all that nothing pushes.
  if (push.kernel > 0) {
    gradient(0) -= push.x / push.kernel;
    gradient(1) -= push.y / push.kernel;
  }
  return gradient;
}

arma::mat place_in_tsne(const Reference& reference, const arma::fmat& features,
                        const ParallelFor& parallel_for) {
  const arma::uword n = reference.features.n_cols;
  const arma::uword k = std::min(n, static_cast<arma::uword>(3 * placing_perplexity));
  const Neighbours near = nearest_in(reference.features, features, k, parallel_for);
  const arma::fvec x = padded(reference.points, 0);
  const arma::fvec y = padded(reference.points, 1);
  arma::mat places(2, features.n_cols);
  parallel_for(features.n_cols, [&](arma::uword i) {
    const arma::vec p = conditional_probabilities(near.squared.colptr(i), k, placing_perplexity);
    const arma::uvec neighbours = arma::conv_to<arma::uvec>::from(near.indices.col(i));
    const arma::mat around = reference.points.cols(neighbours);
    arma::vec2 place = {weighted_median(around.row(0).t(), p),
                        weighted_median(around.row(1).t(), p)};
    arma::vec2 move = {0, 0};
    for (int step = 0; step < most_moves; ++step) {
      move = placing_momentum * move -
             placing_rate * placing_gradient(x, y, neighbours, p, placing_pull, place);
      const double length = arma::norm(move);
      if (length > longest_move) move *= longest_move / length;
      place += move;
      if (length < least_move) break;
    }
    places.col(i) = place;
  });
  return places;
}

}  // namespace embedding
