// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/neighbours.hpp"
#include "embedding/sparse_graph.hpp"

namespace embedding {

/// How far each of a point's neighbours belongs to its surroundings: 1 up to the distance rho of
/// the nearest one that is not in the same place, then exp(-(d - rho) / sigma), with sigma such
/// that all sum to log2(k + 1), to 1e-5. Sigma is at least a thousandth of the mean distance of the
/// point's neighbours or, where all are in its place, of all; then duplicates and outliers stay
/// finite. The point itself is not among the k, as it is with umap-learn.
/// shape: k x n in and out     range: 0 to 1
/// source: McInnes, Healy, Melville 2018, arXiv 1802.03426, algorithm 3
arma::fmat memberships(const Neighbours& neighbours, const ParallelFor& parallel_for);

/// The fuzzy graph of points: a + b - ab of the memberships of both directions.
/// source: as above, algorithm 1
SparseGraph fuzzy_graph(const Neighbours& neighbours, const ParallelFor& parallel_for);

}  // namespace embedding
