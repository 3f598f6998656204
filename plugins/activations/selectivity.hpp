// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>

namespace lucarne::activations {

/// How much each unit prefers one class to the others.
struct Selectivity {
  arma::uvec preferred;  ///< class of the largest mean activation, the first of equals
  arma::vec rest;        ///< mean of the other classes' means
  /// (mu_max - mu_rest) / (mu_max + mu_rest): 0 for no preference, 1 for a unit that only its class
  /// activates; NaN where both are zero or fewer than two classes have items.
  arma::vec index;
  arma::uvec judged;  ///< 1 for units that take part in rankings: index known, not too rare
};

/// Where a unit's smallest class mean is negative (tanh), its means are taken above that one, so
/// that the index keeps its range.
/// shape: class_means units x classes; a class without items is a NaN column, passed over
/// source: Morcos et al. 2018, arXiv:1803.06959, eq. (1)
Selectivity selectivity(const arma::mat& class_means);

/// Units that prefer `wanted`, most selective first, at most `count`.
arma::uvec most_selective(const Selectivity& units, arma::uword wanted, arma::uword count);

/// Up to `count` units, taken in turn from every class's most selective ones so that each class is
/// represented; ordered by class, then by falling selectivity.
arma::uvec representative_units(const Selectivity& units, arma::uword n_classes, arma::uword count);

}  // namespace lucarne::activations
