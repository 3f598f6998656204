// SPDX-License-Identifier: MIT
#include "embedding/randomised_pca.hpp"

#include <algorithm>
#include <vector>

namespace embedding {
namespace {

constexpr arma::uword more_directions = 10;
constexpr arma::uword n_iterations = 7;
constexpr std::uint64_t first_draw = 1ULL << 32;  // other draws of an item are the start's

// Sums over items are made of so many parts, whatever the number of threads.
constexpr arma::uword n_parts = 8;

// The items about their mean, of which only a few at a time stand in memory in double.
class Centred {
 public:
  Centred(const arma::fmat& points, const ParallelFor& parallel_for)
      : points_(points), parallel_for_(parallel_for), mean_(points.n_rows, arma::fill::zeros) {
    arma::mat sums(points.n_rows, n_parts, arma::fill::zeros);
    for_blocks([&](arma::uword part, arma::uword, const arma::mat& block) {
      sums.col(part) += arma::sum(block, 1);
    });
    mean_ = arma::sum(sums, 1) / static_cast<double>(points.n_cols);
  }

  // The sum of all variances, divisor n - 1.
  double total_variance() const {
    arma::vec sums(n_parts, arma::fill::zeros);
    for_blocks([&](arma::uword part, arma::uword, const arma::mat& block) {
      sums(part) += arma::accu(arma::square(block));
    });
    return arma::accu(sums) / static_cast<double>(points_.n_cols - 1);
  }

  // Items times directions, n x l.
  arma::mat along(const arma::mat& directions) const {
    arma::mat result(points_.n_cols, directions.n_cols);
    for_blocks([&](arma::uword, arma::uword first, const arma::mat& block) {
      result.rows(first, first + block.n_cols - 1) = block.t() * directions;
    });
    return result;
  }

  // Features times weights of the items, f x l.
  arma::mat combined(const arma::mat& weights) const {
    std::vector<arma::mat> sums(n_parts);
    for_blocks([&](arma::uword part, arma::uword first, const arma::mat& block) {
      const arma::mat product = block * weights.rows(first, first + block.n_cols - 1);
      if (sums[part].empty()) {
        sums[part] = product;
      } else {
        sums[part] += product;
      }
    });
    arma::mat total(points_.n_rows, weights.n_cols, arma::fill::zeros);
    for (const arma::mat& sum : sums) {
      if (!sum.empty()) total += sum;
    }
    return total;
  }

 private:
  template <class Use>
  void for_blocks(const Use& use) const {
    constexpr arma::uword numbers_at_once = 1 << 21;
    const arma::uword step = std::max<arma::uword>(1, numbers_at_once / points_.n_rows);
    parallel_for_(n_parts, [&](arma::uword part) {
      const arma::uword end = points_.n_cols * (part + 1) / n_parts;
      for (arma::uword first = points_.n_cols * part / n_parts; first < end; first += step) {
        arma::mat block =
            arma::conv_to<arma::mat>::from(points_.cols(first, std::min(end, first + step) - 1));
        block.each_col() -= mean_;
        use(part, first, block);
      }
    });
  }

  const arma::fmat& points_;
  const ParallelFor& parallel_for_;
  arma::vec mean_;
};

arma::mat random_directions(arma::uword n_features, arma::uword count,
                            const lucarne::Random& random) {
  arma::fmat directions(n_features, count);
  for (arma::uword k = 0; k < count; ++k) {
    random.normals(k, first_draw, 1, {directions.colptr(k), n_features});
  }
  return arma::conv_to<arma::mat>::from(directions);
}

arma::mat orthonormal(const arma::mat& columns) {
  arma::mat q, r;
  arma::qr_econ(q, r, columns);
  return q;
}

}  // namespace

Pca randomised_components(const arma::fmat& points, arma::uword d, const lucarne::Random& random,
                          const ParallelFor& parallel_for) {
  const Centred items(points, parallel_for);
  const arma::uword rank = std::min(points.n_rows, points.n_cols);
  arma::mat directions =
      orthonormal(random_directions(points.n_rows, std::min(rank, d + more_directions), random));
  for (arma::uword k = 0; k < n_iterations; ++k) {
    directions = orthonormal(items.combined(items.along(directions)));
  }
  const arma::mat projected = items.along(directions);
  arma::mat left, right;
  arma::vec lengths;
  arma::svd_econ(left, lengths, right, projected);
  const arma::mat loadings = directions * right;

  Pca pca;
  pca.total = items.total_variance();
  pca.scores.zeros(d, points.n_cols);
  pca.variances.zeros(std::min(d, rank));
  for (arma::uword k = 0; k < pca.variances.n_elem; ++k) {
    const bool negative = loadings(arma::abs(loadings.col(k)).index_max(), k) < 0;
    pca.scores.row(k) = (negative ? -lengths(k) : lengths(k)) * left.col(k).t();
    pca.variances(k) = lengths(k) * lengths(k) / static_cast<double>(points.n_cols - 1);
  }
  return pca;
}

}  // namespace embedding
