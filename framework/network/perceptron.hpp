// SPDX-License-Identifier: MIT
#pragma once

#include "network/network.hpp"

#include <lucarne/random.hpp>

#include <vector>

namespace lucarne {

/// The numbers of a multi-layer perceptron: relu(W'x + b) between, logits last.
struct Perceptron {
  struct Dense {
    arma::fmat weights;  ///< inputs x units
    arma::fvec biases;   ///< units
  };
  std::vector<Dense> layers;
};

/// He initialisation: weights normal with variance 2 / inputs, biases zero.
/// source: He et al. 2015, arXiv:1502.01852, eq. (12)
Perceptron he_initialised(arma::uword n_inputs, const std::vector<arma::uword>& hidden,
                          arma::uword n_classes, const Random& random);

/// The graph of a perceptron: nodes fc1, relu1, fc2, relu2, ..., logits, probabilities (Gemm, Relu,
/// Softmax), each tensor named like its node; input tensor "input" of shape (batch, n_inputs).
std::unique_ptr<Network> make_network(const Perceptron& perceptron,
                                      const std::map<std::string, std::string>& metadata = {});

}  // namespace lucarne
