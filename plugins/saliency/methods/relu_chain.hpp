// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/question.hpp"

#include <optional>

namespace lucarne::saliency {

/// A network of matrix products with a Relu between each two and nothing else, from the input to
/// the explained logits. Along a straight line few of its units switch, so that what follows from
/// one point to the next is less than a pass.
class ReluChain {
 public:
  /// Nothing where the network is otherwise, where it has no Relu, or where not a logit of it is
  /// explained for its input.
  static std::optional<ReluChain> of(const Question& question);

  /// A product behind the first, in double.
  struct Product {
    arma::mat incoming;  ///< units of the layer before x units: a unit's weights are a column
    arma::mat outgoing;  ///< its transpose
    arma::vec biases;
  };

  /// Layers that a Relu follows.
  std::size_t n_hidden() const { return products_.size(); }
  /// The product that hidden layer `layer` goes into.
  const Product& after(std::size_t layer) const { return products_[layer]; }
  arma::uword n_units(std::size_t layer) const { return products_[layer].incoming.n_rows; }

 private:
  std::vector<Product> products_;
};

}  // namespace lucarne::saliency
