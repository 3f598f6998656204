// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/neighbours.hpp"

#include <vector>

namespace embedding {

/// Two classes, and how they meet in a map.
struct Contact {
  arma::uword a = 0;
  arma::uword b = 0;    ///< above a
  double crossing = 0;  ///< share of both classes' neighbours that are of the other of the two
  arma::uword confusions = 0;  ///< items of one that are predicted to be the other
};

/// All pairs of classes that have a neighbour of the other or are confused: those that touch most
/// come first; of equal ones those confused more often, then the first classes.
/// shape: labels and predicted n, below n_classes
std::vector<Contact> contacts(const Neighbours& neighbours, const arma::uvec& labels,
                              const arma::uvec& predicted, arma::uword n_classes);

/// Spearman's rank correlation of crossing and confusions over all pairs of `n_present` classes,
/// those not listed counting 0 and 0; NaN where one of the two is the same everywhere.
double agreement(const std::vector<Contact>& contacts, arma::uword n_present);

}  // namespace embedding
