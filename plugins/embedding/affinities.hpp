// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/parallel.hpp"

#include <armadillo>

namespace embedding {

/// Conditional probabilities p(j|i) of one point, from squared distances to all points: a Gaussian
/// whose width gives the distribution the wanted perplexity, to 1e-5 of its logarithm.
/// Distances are shifted by the smallest, so that far outliers stay finite; where duplicates make
/// the perplexity unreachable from above, the widest or narrowest Gaussian found is used.
/// shape: n; the entry of the point itself is 0
/// source: van der Maaten and Hinton 2008, JMLR 9, eq. (1); Newton steps inside a bracket
arma::vec conditional_probabilities(const double* squared, arma::uword n, arma::uword self,
                                    double perplexity);

/// Joint probabilities p(i,j) = (p(j|i) + p(i|j)) / 2n of all pairs: symmetric, sum 1.
/// shape: n x n     source: as above, section 3.1
arma::mat joint_probabilities(const arma::mat& squared, double perplexity,
                              const ParallelFor& parallel_for);

}  // namespace embedding
