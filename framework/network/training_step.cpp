// SPDX-License-Identifier: MIT
#include "network/training_step.hpp"

#include <cblas.h>

#include <algorithm>
#include <cmath>

namespace lucarne::training {
namespace {

int blas_size(arma::uword size) { return static_cast<int>(size); }

/// Largest logit, its row (the first of equals), and the sum of exp(logit - largest).
struct Softmax {
  float largest;
  arma::uword row;
  float sum;
};

Softmax softmax_terms(const float* logits, arma::uword n_classes) {
  const float* largest = std::max_element(logits, logits + n_classes);
  float sum = 0;
  for (arma::uword k = 0; k < n_classes; ++k) sum += std::exp(logits[k] - *largest);
  return {*largest, static_cast<arma::uword>(largest - logits), sum};
}

void add(Score& score, const Softmax& softmax, const float* logits, arma::uword label) {
  score.loss += std::log(static_cast<double>(softmax.sum)) + softmax.largest - logits[label];
  score.n_correct += softmax.row == label ? 1 : 0;
}

}  // namespace

Parameters parameters_of(const Perceptron& perceptron) {
  Parameters parameters;
  for (const Perceptron::Dense& layer : perceptron.layers) {
    parameters.push_back(arma::join_rows(layer.weights.t(), layer.biases));
  }
  return parameters;
}

Perceptron perceptron_of(const Parameters& parameters) {
  Perceptron perceptron;
  for (const arma::fmat& layer : parameters) {
    perceptron.layers.push_back(
        {layer.head_cols(layer.n_cols - 1).t(), layer.col(layer.n_cols - 1)});
  }
  return perceptron;
}

Batch::Batch(const Parameters& parameters, arma::uword capacity)
    : sparse(parameters[0].n_cols, capacity) {
  for (const arma::fmat& layer : parameters) {
    activations.emplace_back(layer.n_cols, capacity, arma::fill::zeros);
    activations.back().tail_rows(1).ones();
    deltas.emplace_back(layer.n_rows, capacity, arma::fill::zeros);
  }
}

void Batch::set_inputs(arma::uword first, const arma::fmat& items) {
  for (arma::uword i = 0; i < items.n_cols; ++i) {
    std::copy_n(items.colptr(i), items.n_rows, activations[0].colptr(first + i));
    sparse.set(first + i, activations[0].colptr(first + i));
  }
}

void forward(const Parameters& parameters, Batch& batch, arma::uword first, arma::uword count) {
  for (std::size_t layer = 0; layer < parameters.size(); ++layer) {
    const arma::fmat& weights = parameters[layer];
    const arma::fmat& inputs = batch.activations[layer];
    const bool last = layer + 1 == parameters.size();
    arma::fmat& outputs = last ? batch.deltas[layer] : batch.activations[layer + 1];
    if (layer == 0 && batch.sparse.worthwhile(first, count)) {
      multiply(weights, batch.sparse, first, count, outputs);
    } else {
      cblas_sgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, blas_size(weights.n_rows),
                  blas_size(count), blas_size(weights.n_cols), 1, weights.memptr(),
                  blas_size(weights.n_rows), inputs.colptr(first), blas_size(inputs.n_rows), 0,
                  outputs.colptr(first), blas_size(outputs.n_rows));
    }
    if (last) return;
    for (arma::uword item = first; item < first + count; ++item) {
      float* unit = outputs.colptr(item);
      // Written so that NaN stays NaN: a network that diverges must show in the loss.
      for (arma::uword u = 0; u < weights.n_rows; ++u) unit[u] = unit[u] < 0 ? 0 : unit[u];
    }
  }
}

Score score(const Batch& batch, arma::uword first, arma::uword count) {
  const arma::fmat& logits = batch.deltas.back();
  Score total;
  for (arma::uword item = first; item < first + count; ++item) {
    const float* of_item = logits.colptr(item);
    add(total, softmax_terms(of_item, logits.n_rows), of_item, batch.labels(item));
  }
  return total;
}

Score score_and_differentiate(Batch& batch, arma::uword first, arma::uword count) {
  arma::fmat& logits = batch.deltas.back();
  const float share = 1 / static_cast<float>(batch.size);
  Score total;
  for (arma::uword item = first; item < first + count; ++item) {
    float* of_item = logits.colptr(item);
    const Softmax softmax = softmax_terms(of_item, logits.n_rows);
    add(total, softmax, of_item, batch.labels(item));
    for (arma::uword k = 0; k < logits.n_rows; ++k) {
      of_item[k] = std::exp(of_item[k] - softmax.largest) / softmax.sum * share;
    }
    of_item[batch.labels(item)] -= share;
  }
  return total;
}

void backward(const Parameters& parameters, Batch& batch, arma::uword first, arma::uword count) {
  for (std::size_t layer = parameters.size() - 1; layer > 0; --layer) {
    const arma::fmat& weights = parameters[layer];
    const arma::fmat& outputs = batch.deltas[layer];
    arma::fmat& inputs = batch.deltas[layer - 1];
    cblas_sgemm(CblasColMajor, CblasTrans, CblasNoTrans, blas_size(inputs.n_rows), blas_size(count),
                blas_size(weights.n_rows), 1, weights.memptr(), blas_size(weights.n_rows),
                outputs.colptr(first), blas_size(outputs.n_rows), 0, inputs.colptr(first),
                blas_size(inputs.n_rows));
    for (arma::uword item = first; item < first + count; ++item) {
      const float* activation = batch.activations[layer].colptr(item);
      float* delta = inputs.colptr(item);
      for (arma::uword u = 0; u < inputs.n_rows; ++u) {
        delta[u] = activation[u] > 0 ? delta[u] : 0;
      }
    }
  }
}

void gradient(const Batch& batch, std::size_t layer, arma::uword first, arma::uword count,
              std::span<float> gradient) {
  const arma::fmat& outputs = batch.deltas[layer];
  const arma::fmat& inputs = batch.activations[layer];
  if (layer == 0 && batch.sparse.worthwhile(0, batch.size)) {
    multiply_transposed(outputs, batch.sparse, batch.size, first, count, gradient);
    return;
  }
  cblas_sgemm(CblasColMajor, CblasNoTrans, CblasTrans, blas_size(outputs.n_rows), blas_size(count),
              blas_size(batch.size), 1, outputs.memptr(), blas_size(outputs.n_rows),
              inputs.memptr() + first, blas_size(inputs.n_rows), 0, gradient.data(),
              blas_size(outputs.n_rows));
}

}  // namespace lucarne::training
