// SPDX-License-Identifier: MIT
#pragma once

#include "network/perceptron.hpp"
#include "network/training_sparse.hpp"

#include <span>
#include <vector>

/// The pieces of one training step, each on a run of columns or of parameters, so that threads can
/// share a step. Cut the same way, they give the same bits whoever runs them; BLAS must use one
/// thread for each call (openblas_set_num_threads(1), the host's business).
namespace lucarne::training {

/// One matrix a layer: units x (inputs + 1), the biases last. A layer's inputs carry a last row of
/// ones, so one product does weights and biases, and every run of columns is contiguous.
using Parameters = std::vector<arma::fmat>;

Parameters parameters_of(const Perceptron& perceptron);
Perceptron perceptron_of(const Parameters& parameters);

/// A batch on its way through the layers. One item is one column.
struct Batch {
  /// Room for `capacity` items.
  Batch(const Parameters& parameters, arma::uword capacity);

  /// Copies items into columns `first` and after. shape: features x items
  void set_inputs(arma::uword first, const arma::fmat& items);

  arma::uword size = 0;                 ///< items in it
  arma::uvec labels;                    ///< of those items
  SparseInputs sparse;                  ///< the first layer's inputs once more
  std::vector<arma::fmat> activations;  ///< what goes into each layer, and a last row of ones
  std::vector<arma::fmat> deltas;       ///< d loss / d what a layer puts out before its ReLU
};

struct Score {
  double loss = 0;            ///< summed cross-entropy, in nats
  arma::uword n_correct = 0;  ///< items whose largest logit is the label's
};

/// Fills the activations of columns `first` .. `first + count - 1` and leaves the logits in
/// deltas.back().
void forward(const Parameters& parameters, Batch& batch, arma::uword first, arma::uword count);

/// Softmax and cross-entropy of those columns' logits.
Score score(const Batch& batch, arma::uword first, arma::uword count);

/// The same, and puts d mean loss / d logits in the logits' place.
Score score_and_differentiate(Batch& batch, arma::uword first, arma::uword count);

/// Fills the deltas of all layers before the last.
void backward(const Parameters& parameters, Batch& batch, arma::uword first, arma::uword count);

/// d mean loss / d parameters of some columns of a layer's parameters: what all items give
/// together. shape: gradient units x count
void gradient(const Batch& batch, std::size_t layer, arma::uword first, arma::uword count,
              std::span<float> gradient);

}  // namespace lucarne::training
