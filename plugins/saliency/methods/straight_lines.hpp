// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/first_layer.hpp"

namespace lucarne::saliency {

/// Sums gradients with respect to what the first layer puts out, along the lines from its outputs
/// at one row of the baselines (one column, or one for each item) to those at the items.
/// shape: outputs of the layer x items
using SumAlongLines = std::function<arma::fmat(const Question& part, const arma::fmat& at_baselines,
                                               const arma::fmat& at_items)>;

/// (x - b) times the gradient summed from b to x, averaged over the baselines. Along a straight
/// line the first layer's outputs lie on a straight line too, and what it makes of the gradients is
/// the same for all points: it is passed for the two ends and for the sum alone.
arma::fmat along_lines(const FirstLayer& layer, const Question& question, const SumAlongLines& sum);

}  // namespace lucarne::saliency
