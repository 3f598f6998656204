// SPDX-License-Identifier: MIT
#include "embedding/spectral.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace embedding {
namespace {

constexpr arma::uword basis_size = 40;
constexpr int most_restarts = 60;
constexpr double residual_wanted = 1e-6;          // residual, of eigenvalues up to 1
constexpr std::uint64_t draws_from = 3ULL << 32;  // other draws of an item are other stages'

// Sums of this many rows at a time, in order, whatever the number of threads.
constexpr arma::uword rows_at_once = 4096;

// Products with D^-1/2 W D^-1/2, and sums over points in a fixed order.
class Operator {
 public:
  Operator(const SparseGraph& graph, const ParallelFor& parallel_for)
      : graph_(graph), parallel_for_(parallel_for), scale_(graph.n_points()) {
    for (arma::uword i = 0; i < graph.n_points(); ++i) {
      double degree = 0;
      for (std::uint64_t e = graph.first[i]; e < graph.first[i + 1]; ++e) {
        degree += static_cast<double>(graph.weight[e]);
      }
      scale_(i) = degree > 0 ? 1 / std::sqrt(degree) : 0;
    }
  }

  // The eigenvector to the eigenvalue 1, which all graphs have.
  arma::vec trivial() const {
    arma::vec vector(scale_.n_elem);
    for (arma::uword i = 0; i < scale_.n_elem; ++i) vector(i) = scale_(i) > 0 ? 1 / scale_(i) : 0;
    return vector / arma::norm(vector);
  }

  arma::vec times(const arma::vec& vector) const {
    arma::vec result(vector.n_elem);
    for_rows(parallel_for_, vector.n_elem, [&](arma::uword i) {
      double sum = 0;
      for (std::uint64_t e = graph_.first[i]; e < graph_.first[i + 1]; ++e) {
        const std::uint32_t j = graph_.target[e];
        sum += static_cast<double>(graph_.weight[e]) * scale_(j) * vector(j);
      }
      result(i) = scale_(i) * sum;
    });
    return result;
  }

  // The first `count` columns' products with the vector.
  arma::vec products(const arma::mat& columns, arma::uword count, const arma::vec& vector) const {
    const arma::uword n_tasks = (vector.n_elem + rows_at_once - 1) / rows_at_once;
    arma::mat parts(count, n_tasks);
    parallel_for_(n_tasks, [&](arma::uword task) {
      const arma::uword first = task * rows_at_once;
      const arma::uword end = std::min(vector.n_elem, first + rows_at_once);
      for (arma::uword k = 0; k < count; ++k) {
        const double* column = columns.colptr(k);
        double sum = 0;
        for (arma::uword i = first; i < end; ++i) sum += column[i] * vector(i);
        parts(k, task) = sum;
      }
    });
    arma::vec total(count, arma::fill::zeros);
    for (arma::uword task = 0; task < n_tasks; ++task) total += parts.col(task);
    return total;
  }

  // Takes from the vector what of it lies in the first `count` columns; returns the shares.
  arma::vec make_orthogonal(const arma::mat& columns, arma::uword count, arma::vec& vector) const {
    arma::vec shares(count, arma::fill::zeros);
    for (int pass = 0; pass < 2; ++pass) {  // twice is enough (Kahan)
      const arma::vec found = products(columns, count, vector);
      parallel_for_((vector.n_elem + rows_at_once - 1) / rows_at_once, [&](arma::uword task) {
        const arma::uword first = task * rows_at_once;
        const arma::uword end = std::min(vector.n_elem, first + rows_at_once);
        for (arma::uword k = 0; k < count; ++k) {
          const double* column = columns.colptr(k);
          for (arma::uword i = first; i < end; ++i) vector(i) -= found(k) * column[i];
        }
      });
      shares += found;
    }
    return shares;
  }

 private:
  const SparseGraph& graph_;
  const ParallelFor& parallel_for_;
  arma::vec scale_;
};

// Scales to length 1, unless nothing is left.
double normalise(arma::vec& vector) {
  const double length = arma::norm(vector);
  if (length > 1e-12) vector /= length;
  return length;
}

}  // namespace

arma::uvec connected_parts(const SparseGraph& graph) {
  const arma::uword n = graph.n_points();
  arma::uvec part(n);
  part.fill(n);
  arma::uword count = 0;
  std::vector<arma::uword> open;
  for (arma::uword start = 0; start < n; ++start) {
    if (part(start) != n) continue;
    part(start) = count;
    open.push_back(start);
    while (!open.empty()) {
      const arma::uword i = open.back();
      open.pop_back();
      for (std::uint64_t e = graph.first[i]; e < graph.first[i + 1]; ++e) {
        const std::uint32_t j = graph.target[e];
        if (part(j) != n) continue;
        part(j) = count;
        open.push_back(j);
      }
    }
    ++count;
  }
  return part;
}

arma::mat spectral_coordinates(const SparseGraph& graph, arma::uword d,
                               const lucarne::Random& random, const ParallelFor& parallel_for) {
  const arma::uword n = graph.n_points();
  const Operator matrix(graph, parallel_for);
  // Column 0 is the trivial eigenvector, so that all others are orthogonal to it.
  const arma::uword size = std::min(basis_size, n - 1);
  arma::mat basis(n, size + 1);
  basis.col(0) = matrix.trivial();
  const auto random_vector = [&](std::uint64_t number) {
    arma::vec vector(n);
    for (arma::uword i = 0; i < n; ++i) vector(i) = random.normal(i, draws_from + number);
    return vector;
  };
  std::uint64_t n_drawn = 0;
  arma::mat projected(size, size, arma::fill::zeros);
  arma::uword kept = 0;
  arma::vec next = random_vector(n_drawn++);
  matrix.make_orthogonal(basis, 1, next);
  normalise(next);
  arma::vec values;
  arma::mat vectors;
  for (int restart = 0; restart < most_restarts; ++restart) {
    double beta = 0;
    for (arma::uword k = kept; k < size; ++k) {
      basis.col(k + 1) = next;
      next = matrix.times(next);
      const arma::vec shares = matrix.make_orthogonal(basis, k + 2, next);
      for (arma::uword j = 0; j <= k; ++j) projected(j, k) = projected(k, j) = shares(j + 1);
      beta = normalise(next);
      if (beta > 1e-12) continue;
      // The basis holds an invariant subspace: go on from elsewhere, which it does not touch.
      next = random_vector(n_drawn++);
      matrix.make_orthogonal(basis, k + 2, next);
      if (normalise(next) <= 1e-12) next.zeros();
      beta = 0;
    }
    if (!arma::eig_sym(values, vectors, projected)) break;
    const arma::rowvec residuals = beta * arma::abs(vectors.tail_rows(1));
    const bool done = residuals.tail(d).max() < residual_wanted;
    kept = done ? d : std::min(size / 2, d + 8);
    basis.cols(1, kept) = basis.tail_cols(size) * arma::fliplr(vectors.tail_cols(kept));
    if (done || restart + 1 == most_restarts || size < basis_size) break;
    projected.zeros();
    for (arma::uword k = 0; k < kept; ++k) projected(k, k) = values(size - 1 - k);
  }
  arma::mat result = basis.cols(1, d);
  for (arma::uword k = 0; k < d; ++k) {
    if (result(arma::abs(result.col(k)).index_max(), k) < 0) result.col(k) = -result.col(k);
  }
  return result;
}

}  // namespace embedding
