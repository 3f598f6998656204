// SPDX-License-Identifier: MIT
#include "embedding/quality.hpp"

#include "embedding/map_neighbours.hpp"
#include "embedding/ranks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace embedding {
namespace {

using Indices = arma::Mat<std::uint32_t>;

// Points whose distances to all others are held at once.
constexpr arma::uword points_per_block = 16;

// A choice of points that no other part of the stage draws.
constexpr std::uint64_t judged_draw = 0x6A75646765;

bool is_among(const Indices& neighbours, arma::uword column, std::uint32_t j) {
  const std::uint32_t* begin = neighbours.colptr(column);
  return std::find(begin, begin + neighbours.n_rows, j) != begin + neighbours.n_rows;
}

Indices columns_of(const Indices& all, const arma::uvec& columns) {
  return columns.n_elem == all.n_cols ? all : Indices(all.cols(columns));
}

// The k nearest other points of those judged.
Indices neighbours_of(const arma::fmat& features, const arma::uvec& judged, arma::uword k,
                      const ParallelFor& parallel_for) {
  if (judged.n_elem == features.n_cols)
    return nearest_neighbours(features, k, parallel_for).indices;
  const arma::fmat queries = features.cols(judged);
  const Indices with_self = nearest_in(features, queries, k + 1, parallel_for).indices;
  Indices found(k, judged.n_elem);
  for (arma::uword q = 0; q < judged.n_elem; ++q) {
    arma::uword m = 0;
    for (arma::uword rank = 0; rank <= k && m < k; ++rank) {
      if (with_self(rank, q) != judged(q)) found(m++, q) = with_self(rank, q);
    }
  }
  return found;
}

// Sum of how far beyond k those of the neighbours lie that are not among the k nearest.
template <class Distance>
double penalty(const Distance* distances, arma::uword n, const Indices& neighbours,
               arma::uword column, const Indices& nearest, arma::uword nearest_column) {
  const arma::uword k = neighbours.n_rows;
  double sum = 0;
  for (arma::uword m = 0; m < k; ++m) {
    const std::uint32_t j = neighbours(m, column);
    if (is_among(nearest, nearest_column, j)) continue;
    const arma::uword rank = rank_among(distances, n, j);
    if (rank > k) sum += static_cast<double>(rank - k);
  }
  return sum;
}

}  // namespace

arma::uvec judged_points(arma::uword n, const lucarne::Random& random) {
  if (n <= most_judged) return arma::regspace<arma::uvec>(0, n - 1);
  return arma::sort(random.choose(judged_sample, n, judged_draw));
}

double label_accuracy(const Indices& neighbours, const arma::uvec& labels, const arma::uvec& wanted,
                      arma::uword n_classes) {
  arma::uword right = 0;
  for (arma::uword q = 0; q < neighbours.n_cols; ++q) {
    arma::uvec votes(n_classes, arma::fill::zeros);
    for (arma::uword m = 0; m < neighbours.n_rows; ++m) ++votes(labels(neighbours(m, q)));
    right += votes.index_max() == wanted(q);
  }
  return static_cast<double>(right) / static_cast<double>(neighbours.n_cols);
}

MapJudge::MapJudge(const arma::fmat& features, const arma::uvec& labels, arma::uword n_classes,
                   arma::uvec judged, ParallelFor parallel_for, arma::uword k)
    : centred_(features),
      labels_(labels),
      n_classes_(n_classes),
      judged_(std::move(judged)),
      parallel_for_(std::move(parallel_for)),
      k_(std::min(k, (features.n_cols - 1) / 2)) {
  // Products cancel least around the mean.
  const arma::vec mean = arma::mean(arma::conv_to<arma::mat>::from(features), 1);
  centred_.each_col() -= arma::conv_to<arma::fvec>::from(mean);
  norms_.set_size(features.n_cols);
  for (arma::uword i = 0; i < features.n_cols; ++i) {
    norms_(i) = arma::dot(centred_.col(i), centred_.col(i));
  }
  feature_neighbours_ = neighbours_of(features, judged_, k_, parallel_for_);
  label_accuracy_ = accuracy_of(feature_neighbours_);
}

// For each point judged, of its neighbours in the map.
arma::vec MapJudge::feature_penalties(const Indices& map_neighbours) const {
  const arma::uword n = centred_.n_cols;
  arma::vec penalties(judged_.n_elem, arma::fill::zeros);
  parallel_for_((judged_.n_elem + points_per_block - 1) / points_per_block, [&](arma::uword task) {
    const arma::uword first = task * points_per_block;
    const arma::uword last = std::min(judged_.n_elem, first + points_per_block) - 1;
    const arma::fmat block = centred_.cols(judged_.subvec(first, last));
    arma::fmat distances = -2 * (centred_.t() * block);
    distances.each_col() += norms_;  // less the block's own norms, which change no order
    for (arma::uword q = first; q <= last; ++q) {
      distances(judged_(q), q - first) = std::numeric_limits<float>::infinity();
      penalties(q) = penalty(distances.colptr(q - first), n, map_neighbours, judged_(q),
                             feature_neighbours_, q);
    }
  });
  return penalties;
}

// The same of its neighbours in feature space.
arma::vec MapJudge::map_penalties(const arma::mat& points, const Indices& map_neighbours) const {
  const arma::mat coordinates = points.t();
  const arma::uword n = points.n_cols;
  arma::vec penalties(judged_.n_elem, arma::fill::zeros);
  parallel_for_((judged_.n_elem + points_per_block - 1) / points_per_block, [&](arma::uword task) {
    arma::vec distances(n);
    const arma::uword end = std::min(judged_.n_elem, (task + 1) * points_per_block);
    for (arma::uword q = task * points_per_block; q < end; ++q) {
      distances.zeros();
      for (arma::uword d = 0; d < points.n_rows; ++d) {
        add_squares(coordinates.colptr(d), n, points(d, judged_(q)), distances.memptr());
      }
      distances(judged_(q)) = std::numeric_limits<double>::infinity();
      penalties(q) =
          penalty(distances.memptr(), n, feature_neighbours_, q, map_neighbours, judged_(q));
    }
  });
  return penalties;
}

double MapJudge::accuracy_of(const Indices& neighbours) const {
  return embedding::label_accuracy(neighbours, labels_, labels_.elem(judged_), n_classes_);
}

double MapJudge::silhouette_of(const arma::mat& points) const {
  // Points of a class side by side, so that each class's distances are summed in one go.
  const arma::uvec order = arma::stable_sort_index(labels_);
  arma::uvec begin(n_classes_ + 1, arma::fill::zeros);
  for (const arma::uword label : labels_) ++begin(label + 1);
  begin = arma::cumsum(begin);
  const arma::vec sizes = arma::conv_to<arma::vec>::from(arma::uvec(arma::diff(begin)));
  if (arma::accu(sizes > 0) < 2) return std::numeric_limits<double>::quiet_NaN();
  const arma::mat coordinates = points.cols(order).t();
  const arma::uword n = points.n_cols;
  arma::vec values(judged_.n_elem, arma::fill::zeros);
  parallel_for_((judged_.n_elem + points_per_block - 1) / points_per_block, [&](arma::uword task) {
    arma::vec squares(n);
    const arma::uword end = std::min(judged_.n_elem, (task + 1) * points_per_block);
    for (arma::uword q = task * points_per_block; q < end; ++q) {
      const arma::uword own = labels_(judged_(q));
      if (sizes(own) < 2) continue;
      squares.zeros();
      for (arma::uword d = 0; d < points.n_rows; ++d) {
        add_squares(coordinates.colptr(d), n, points(d, judged_(q)), squares.memptr());
      }
      double a = 0;
      double b = std::numeric_limits<double>::infinity();
      for (arma::uword label = 0; label < n_classes_; ++label) {
        if (begin(label) == begin(label + 1)) continue;
        const double sum =
            sum_of_roots(squares.memptr() + begin(label), begin(label + 1) - begin(label));
        if (label == own) {
          a = sum / (sizes(label) - 1);
        } else {
          b = std::min(b, sum / sizes(label));
        }
      }
      const double larger = std::max(a, b);
      values(q) = larger > 0 ? (b - a) / larger : 0;
    }
  });
  return arma::mean(values);
}

MapQuality MapJudge::judge(const arma::mat& points) const {
  MapQuality quality;
  quality.neighbours = map_neighbours(points, k_, parallel_for_);
  const Indices& all = quality.neighbours.indices;
  const auto n = static_cast<double>(points.n_cols);
  const auto k = static_cast<double>(k_);
  const double worst = k * (2 * n - 3 * k - 1) / 2;
  quality.point_trust = 1 - feature_penalties(all) / worst;
  quality.trustworthiness = arma::mean(quality.point_trust);
  quality.continuity = 1 - arma::mean(map_penalties(points, all)) / worst;
  const Indices own = columns_of(all, judged_);
  arma::uword both = 0;
  for (arma::uword q = 0; q < judged_.n_elem; ++q) {
    for (arma::uword m = 0; m < k_; ++m) both += is_among(own, q, feature_neighbours_(m, q));
  }
  quality.kept = static_cast<double>(both) / (k * static_cast<double>(judged_.n_elem));
  quality.label_accuracy = accuracy_of(own);
  quality.silhouette = silhouette_of(points);
  return quality;
}

arma::vec isolation(const Neighbours& neighbours) {
  arma::vec means(neighbours.squared.n_cols);
  for (arma::uword i = 0; i < means.n_elem; ++i) {
    double sum = 0;
    for (arma::uword m = 0; m < neighbours.squared.n_rows; ++m) {
      sum += std::sqrt(static_cast<double>(neighbours.squared(m, i)));
    }
    means(i) = sum / static_cast<double>(neighbours.squared.n_rows);
  }
  return means;
}

}  // namespace embedding
