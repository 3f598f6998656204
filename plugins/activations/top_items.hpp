// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/archive.hpp>

#include <armadillo>

namespace lucarne::activations {

/// For each unit the items that activate it most: largest first, equals by smaller index.
class TopItems {
 public:
  TopItems() = default;
  TopItems(arma::uword n_units, arma::uword count);

  /// requires: items come once each and in rising order
  void add(arma::uword unit, float activation, arma::uword item) {
    if (activation > least_(unit) || least_is_absent(unit)) insert(unit, activation, item);
  }
  void merge(const TopItems& right);
  void archive(Archive& archive) { archive(n_kept_, activations_, items_, least_); }

  /// Items of a unit, at most `count` of them.
  arma::uvec items(arma::uword unit) const;
  arma::fvec activations(arma::uword unit) const;

 private:
  bool least_is_absent(arma::uword unit) const { return n_kept_(unit) < activations_.n_rows; }
  void insert(arma::uword unit, float activation, arma::uword item);

  arma::uvec n_kept_;       ///< per unit
  arma::fmat activations_;  ///< count x units
  arma::umat items_;        ///< count x units
  arma::fvec least_;        ///< smallest activation kept, beside one another for speed
};

}  // namespace lucarne::activations
