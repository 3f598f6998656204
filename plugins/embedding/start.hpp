// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/parallel.hpp"
#include "embedding/sparse_graph.hpp"

#include <lucarne/random.hpp>

#include <armadillo>

namespace embedding {

/// Where a descent starts: the first d principal components, scaled so that the first has a
/// standard deviation of 1e-4. Of points in the same place all but one are moved by a hundredth of
/// that, so that they can part.
/// shape: features x n; d x n
arma::fmat start_by_components(const arma::fmat& features, arma::uword d,
                               const lucarne::Random& random);

/// By the slowest waves of a graph of the points (spectral_coordinates), scaled likewise. Where the
/// graph has several parts, or there are fewer than d + 3 points: by components, and `in_parts` is
/// set. shape: d x n
arma::fmat start_by_graph(const arma::fmat& features, const SparseGraph& graph, arma::uword d,
                          const lucarne::Random& random, const ParallelFor& parallel_for,
                          bool& in_parts);

/// Normal random numbers of a standard deviation of 1e-4. shape: d x n
arma::fmat start_at_random(arma::uword n, arma::uword d, const lucarne::Random& random);

}  // namespace embedding
