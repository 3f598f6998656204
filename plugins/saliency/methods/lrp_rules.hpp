// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/settings.hpp"

namespace lucarne::saliency {

/// z + epsilon sign(z), with sign(0) = 1.
arma::fmat stabilised(const arma::fmat& z, double epsilon);

/// Relevance of a dense layer's inputs from that of its outputs, by `lrp_rule` (not epsilon).
/// shape: inputs and result inputs x items, weights inputs x units, biases units or empty,
/// relevance units x items
/// source: Montavon et al. 2019, "Layer-wise relevance propagation: an overview", table 1; inputs
/// of either sign as in zennit
arma::fmat through_dense(const arma::fmat& inputs, const arma::fmat& weights,
                         const arma::fvec& biases, const arma::fmat& relevance,
                         const Settings& settings);

}  // namespace lucarne::saliency
