// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/neighbours.hpp"

#include <string>

namespace embedding {

/// Points above which "auto" searches a graph: there the exact search, whose cost grows with the
/// square, takes over a minute.
inline constexpr arma::uword most_searched_exactly = 150000;

/// Nearly the `k` nearest other points of each point, by a navigable small-world graph that is
/// built point by point, so that the same ones are found whatever the number of threads. Their
/// distances are exact.
/// shape: features x n     requires: k < n < 2^32, finite points
/// cost: O(n log n), 4 n (features + 35) bytes
/// source: Malkov and Yashunin 2020, IEEE Trans. Pattern Anal. Mach. Intell. 42; hnswlib
Neighbours approximate_neighbours(const arma::fmat& points, arma::uword k,
                                  const ParallelFor& parallel_for);

/// By "exact" or "approximate" search, or by "auto": exact up to most_searched_exactly points.
Neighbours find_neighbours(const arma::fmat& points, arma::uword k, const std::string& search,
                           const ParallelFor& parallel_for);

}  // namespace embedding
