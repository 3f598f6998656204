// SPDX-License-Identifier: MIT
#include "features/top_samples.hpp"

#include <algorithm>

namespace lucarne::features {

TopSamples::TopSamples(std::vector<Aim> aims, std::vector<Shape> shapes, arma::uword k)
    : top(aims.size(), k), aims_(std::move(aims)), shapes_(std::move(shapes)) {}

void TopSamples::consume(const Block& block) {
  arma::mat activations(aims_.size(), block.size());
  for (arma::uword i = 0; i < aims_.size(); ++i) {
    activations.row(i) = unit_activations(block.layer(aims_[i].layer), shapes_[i], aims_[i]).t();
  }
  top.add(activations, block.first);
  lower = std::min(lower, static_cast<double>(block.inputs.min()));
  upper = std::max(upper, static_cast<double>(block.inputs.max()));
}

void TopSamples::merge(const TopSamples& right) {
  top.merge(right.top);
  lower = std::min(lower, right.lower);
  upper = std::max(upper, right.upper);
}

// Aims and shapes come with the start of every state.
void TopSamples::archive(Archive& archive) { archive(top, lower, upper); }

}  // namespace lucarne::features
