// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>

namespace lucarne::weights {

/// Singular values, largest first, as square roots of the eigenvalues of the smaller Gram matrix in
/// double: exact to about 1e-8 of the largest, below what float weights can tell.
/// shape: min(rows, columns)     requires: matrix finite
/// cost: O(rows columns min(rows, columns)) time; memory min(rows, columns)^2 doubles and a slice
arma::vec singular_values(const arma::fmat& matrix);

/// exp of the entropy of the singular values divided by their sum: how many directions the layer
/// really uses. 0 for a zero matrix.
/// range: [0, min(rows, columns)]
/// source: Roy, Vetterli 2007, "The effective rank: a measure of effective dimensionality", eq. (3)
double effective_rank(const arma::vec& singular);

/// Squared Frobenius norm over squared spectral norm: small where one direction dominates. 0 for a
/// zero matrix.
/// source: Rudelson, Vershynin 2007, "Sampling from large matrices", section 1
double stable_rank(const arma::vec& singular);

/// The largest singular value that a rows x columns matrix of independent numbers of that standard
/// deviation would have for large sizes; what lies above it was learnt.
/// source: Marchenko, Pastur 1967; used on weights by Martin, Mahoney 2021, arXiv:1810.01075
double noise_edge(arma::uword rows, arma::uword columns, double std);

}  // namespace lucarne::weights
