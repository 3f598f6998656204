// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>
#include <vector>

namespace lucarne {

/// Linear centred kernel alignment between layers of two networks, gathered block by block in
/// double. For centred activations X (p x n) and Y (q x n), one item a column,
///   CKA = |X Y'|^2 / (|X X'| |Y Y'|)     (Frobenius norms)
/// range: 0 to 1; 1 for X against itself, and for any rotation, reflection or scaling of it.
/// NaN where a layer is constant over all items.
/// source: Kornblith, Norouzi, Lee, Hinton 2019, arXiv:1905.00414, eq. (3) and section 3
class LinearCka {
 public:
  /// `widths_a[i]` features in layer i of the first network. memory: 8 bytes times the square of
  /// all features
  LinearCka(std::vector<arma::uword> widths_a, std::vector<arma::uword> widths_b);

  /// shape: as many matrices as layers, each features x items; the items are those of both
  void add(const std::vector<const arma::fmat*>& layers_a,
           const std::vector<const arma::fmat*>& layers_b);

  /// shape: layers of the first x layers of the second network
  arma::mat value() const;

  arma::uword n_items() const { return n_items_; }

 private:
  std::vector<arma::uword> starts_;  // first row of each layer, and the end of the last
  std::size_t n_layers_a_;
  arma::uword n_items_ = 0;
  arma::vec shift_;     // means of the first block: sums of squares far from zero lose no digits
  arma::vec sums_;      // of the shifted activations
  arma::mat products_;  // of the shifted activations, summed over items
};

}  // namespace lucarne
