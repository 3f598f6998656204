// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/parallel.hpp"
#include "embedding/sparse_graph.hpp"

#include <lucarne/random.hpp>

#include <armadillo>

namespace embedding {

/// Parts of a graph that no edge joins, numbered by their first points. shape: n
arma::uvec connected_parts(const SparseGraph& graph);

/// Coordinates of points by the slowest waves of their graph: the eigenvectors of the normalised
/// Laplacian 1 - D^-1/2 W D^-1/2 to its smallest eigenvalues but the first, of length 1, the
/// largest component positive. Where a graph has several parts, its first eigenvectors only name
/// them: then each part is not told apart within.
/// shape: n x d     requires: n > d + 1, weights positive, symmetric
/// accuracy: residuals below 1e-6, or what 60 restarts of 40 Lanczos steps reach
/// The same bits for any number of threads.
/// source: Belkin and Niyogi 2003, Neural Comput. 15; thick-restart Lanczos of Wu and Simon 2000,
/// SIAM J. Matrix Anal. Appl. 22
arma::mat spectral_coordinates(const SparseGraph& graph, arma::uword d,
                               const lucarne::Random& random, const ParallelFor& parallel_for);

}  // namespace embedding
