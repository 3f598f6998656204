// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/neighbours.hpp"
#include "embedding/sparse_graph.hpp"

#include <span>

namespace embedding {

/// Neighbours that a perplexity needs: three times as many, how far the Gaussian reaches; up to
/// 5000 points five times, which costs little there and brings the divergence 1 % nearer to that of
/// all pairs; or all.
arma::uword neighbours_for(double perplexity, arma::uword n);

/// Conditional probabilities p(j|i) of one point's k neighbours, from their squared distances: a
/// Gaussian whose width gives the distribution the wanted perplexity, to 1e-5 of its logarithm.
/// Distances are shifted by the smallest, so that far outliers stay finite; where duplicates make
/// the perplexity unreachable from above, the widest or narrowest Gaussian found is used.
/// shape: k     source: van der Maaten and Hinton 2008, JMLR 9, eq. (1); Newton steps inside a
/// bracket
arma::vec conditional_probabilities(const float* squared, arma::uword k, double perplexity);

/// Joint probabilities p(i,j) = (p(j|i) + p(i|j)) / 2n of neighbours: symmetric, sum 1. Of several
/// perplexities, the mean of the conditional probabilities is taken.
/// requires: perplexities not empty     cost: O(k n); takes the neighbours' memory over
/// source: as above, section 3.1; Kobak and Berens 2019, Nat. Commun. 10, 5416 for several
SparseGraph joint_probabilities(Neighbours neighbours, std::span<const double> perplexities,
                                const ParallelFor& parallel_for);

}  // namespace embedding
