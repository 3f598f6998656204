// SPDX-License-Identifier: MIT
#include "embedding/neighbours.hpp"

#include "embedding/candidates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace embedding {
namespace {

// A task's products, 128 x 1024 floats, stay in the second-level cache while they are sifted.
constexpr arma::uword queries_per_task = 128;
constexpr arma::uword references_per_block = 1024;
constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();

// Points moved and scaled alike: products lose least near the origin, and nothing overflows.
struct Frame {
  Frame(const arma::fmat& reference, const arma::fmat& queries)
      : centre(arma::conv_to<arma::fvec>::from(
            arma::mean(arma::conv_to<arma::mat>::from(reference), 1))) {
    const float largest = std::max(largest_of(reference), largest_of(queries));
    // A power of two, so that scaling rounds nothing.
    exponent = largest > 0 ? std::ilogb(largest) + 2 : 0;
    scale = std::ldexp(1.0F, std::clamp(-exponent, -126, 126));
  }
  float largest_of(const arma::fmat& points) const {
    float largest = 0;
    for (arma::uword i = 0; i < points.n_cols; ++i) {
      for (arma::uword k = 0; k < points.n_rows; ++k) {
        largest = std::max(largest, std::abs(points(k, i) / 2 - centre(k) / 2));
      }
    }
    return largest;
  }
  // Framed points with one more row. Each coordinate is rounded once.
  arma::fmat of(const arma::fmat& points, float factor) const {
    arma::fmat framed(points.n_rows + 1, points.n_cols);
    for (arma::uword i = 0; i < points.n_cols; ++i) {
      for (arma::uword k = 0; k < points.n_rows; ++k) {
        framed(k, i) = factor * (points(k, i) * scale - centre(k) * scale);
      }
    }
    return framed;
  }
  float squared(float framed) const {
    return std::min(framed / scale / scale, std::numeric_limits<float>::max());
  }

  arma::fvec centre;
  int exponent = 0;
  float scale = 1;
};

// Of framed points, whose last row is not a coordinate.
arma::fvec squared_norms(const arma::fmat& framed) {
  arma::fvec norms(framed.n_cols);
  for (arma::uword i = 0; i < framed.n_cols; ++i) {
    double sum = 0;
    for (arma::uword k = 0; k + 1 < framed.n_rows; ++k) {
      sum += static_cast<double>(framed(k, i)) * static_cast<double>(framed(k, i));
    }
    norms(i) = static_cast<float>(sum);
  }
  return norms;
}

class Search {
 public:
  Search(const arma::fmat& reference, const arma::fmat& queries, arma::uword k, bool same)
      : frame_(reference, queries),
        reference_(reference),
        queries_(queries),
        k_(k),
        same_(same),
        bounds_(frame_.of(reference, 1)),
        norms_(squared_norms(bounds_)) {
    const arma::uword d = reference.n_rows;
    // |b|^2 - 2 a.b, summed over d + 1 products in whatever order, errs by less than
    // (d + 3) u (|a|^2 + 2 |b|^2) with u = 2^-24 (Higham 2002, section 3.1), and the rounding of
    // the framed points adds less than 8 u (|a|^2 + |b|^2); twice the sum is taken.
    error_ = static_cast<float>(d + 12) * 0x1p-23F;
    bounds_.row(d) = (1 - 2 * error_) * norms_.t();
  }

  Neighbours run(const ParallelFor& parallel_for) const {
    const arma::uword n = queries_.n_cols;
    Neighbours found{arma::Mat<std::uint32_t>(k_, n), arma::fmat(k_, n)};
    parallel_for((n + queries_per_task - 1) / queries_per_task, [&](arma::uword task) {
      const arma::uword first = task * queries_per_task;
      search(first, std::min(n, first + queries_per_task), found);
    });
    return found;
  }

 private:
  void search(arma::uword first, arma::uword end, Neighbours& found) const {
    arma::fmat part = frame_.of(queries_.cols(first, end - 1), -2);
    const arma::fvec norms = squared_norms(part) / 4;
    part.row(part.n_rows - 1).ones();
    std::vector<std::vector<Candidate>> candidates(end - first);
    std::vector<float> thresholds(end - first, std::numeric_limits<float>::infinity());
    // What is held may double where many points are about as near.
    std::vector<std::size_t> rooms(end - first, 2 * k_ + 256);
    std::vector<float> uppers;
    arma::fmat products;
    const arma::uword n = reference_.n_cols;
    for (arma::uword from = 0; from < n; from += references_per_block) {
      const arma::uword count = std::min(references_per_block, n - from);
      products = bounds_.cols(from, from + count - 1).t() * part;
      for (arma::uword q = 0; q < end - first; ++q) {
        std::vector<Candidate>& held = candidates[q];
        for (std::size_t at = 0; at < count;) {
          at += append_candidates(products.colptr(q) + at, count - at, thresholds[q],
                                  static_cast<std::uint32_t>(from + at), rooms[q], held);
          if (at == count) break;
          thresholds[q] = sift(first + q, norms(q), held, uppers);
          if (held.size() > rooms[q] / 2) rooms[q] *= 2;
        }
      }
    }
    for (arma::uword q = 0; q < end - first; ++q) {
      sift(first + q, norms(q), candidates[q], uppers);
      rank(first + q, candidates[q], found);
    }
  }

  // Drops what cannot be among the nearest: its lower bound is above k upper bounds.
  float sift(arma::uword query, float norm, std::vector<Candidate>& held,
             std::vector<float>& uppers) const {
    const std::uint32_t self = same_ ? static_cast<std::uint32_t>(query) : nobody;
    uppers.clear();
    for (const Candidate& candidate : held) {
      if (candidate.index == self) continue;
      uppers.push_back(candidate.bound + 2 * error_ * (norm + 2 * norms_(candidate.index)));
    }
    if (uppers.size() < k_) return std::numeric_limits<float>::infinity();
    const auto kth = uppers.begin() + static_cast<std::ptrdiff_t>(k_ - 1);
    std::nth_element(uppers.begin(), kth, uppers.end());
    const float threshold = *kth;
    std::erase_if(held, [threshold, self](const Candidate& candidate) {
      return candidate.bound > threshold || candidate.index == self;
    });
    return threshold;
  }

  void rank(arma::uword query, std::vector<Candidate>& held, Neighbours& found) const {
    const arma::uword d = reference_.n_rows;
    for (Candidate& candidate : held) {
      candidate.bound = squared_distance(queries_.colptr(query), reference_.colptr(candidate.index),
                                         d, frame_.scale);
    }
    const auto nearer = [](const Candidate& a, const Candidate& b) {
      return a.bound != b.bound ? a.bound < b.bound : a.index < b.index;
    };
    std::partial_sort(held.begin(), held.begin() + static_cast<std::ptrdiff_t>(k_), held.end(),
                      nearer);
    for (arma::uword k = 0; k < k_; ++k) {
      found.indices(k, query) = held[k].index;
      found.squared(k, query) = frame_.squared(held[k].bound);
    }
  }

  Frame frame_;
  const arma::fmat& reference_;
  const arma::fmat& queries_;
  arma::uword k_;
  bool same_;
  float error_ = 0;
  arma::fmat bounds_;  // framed references; below, the lower bound of |b|^2
  arma::fvec norms_;
};

}  // namespace

Neighbours nearest_neighbours(const arma::fmat& points, arma::uword k,
                              const ParallelFor& parallel_for) {
  return Search(points, points, k, true).run(parallel_for);
}

Neighbours nearest_in(const arma::fmat& reference, const arma::fmat& queries, arma::uword k,
                      const ParallelFor& parallel_for) {
  return Search(reference, queries, k, false).run(parallel_for);
}

}  // namespace embedding
