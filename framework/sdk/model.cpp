// SPDX-License-Identifier: MIT
#include <lucarne/error.hpp>
#include <lucarne/model.hpp>
#include <lucarne/suggest.hpp>

#include <cmath>

namespace lucarne {

const Layer& Model::layer(std::string_view name) const {
  std::vector<std::string> names;
  for (const Layer& layer : layers()) {
    if (layer.name == name || layer.tensor == name) return layer;
    names.push_back(layer.name);
  }
  throw Error("layer '" + std::string(name) + "' not in model; layers are " + join(names));
}

std::vector<Layer> Model::hidden_layers() const {
  std::vector<Layer> hidden;
  for (const Layer& layer : layers()) {
    if (layer.hidden) hidden.push_back(layer);
  }
  return hidden;
}

arma::fmat softmax(const arma::fmat& logits) {
  arma::fmat probabilities(logits.n_rows, logits.n_cols);
  for (arma::uword item = 0; item < logits.n_cols; ++item) {
    const float* in = logits.colptr(item);
    float* out = probabilities.colptr(item);
    float largest = in[0];
    for (arma::uword k = 1; k < logits.n_rows; ++k) largest = std::max(largest, in[k]);
    double sum = 0;
    for (arma::uword k = 0; k < logits.n_rows; ++k) {
      out[k] = std::exp(in[k] - largest);
      sum += static_cast<double>(out[k]);
    }
    const auto inverse = static_cast<float>(1.0 / sum);
    for (arma::uword k = 0; k < logits.n_rows; ++k) out[k] *= inverse;
  }
  return probabilities;
}

arma::uvec predicted_classes(const arma::fmat& logits) {
  arma::uvec classes(logits.n_cols);
  for (arma::uword item = 0; item < logits.n_cols; ++item) {
    classes(item) = logits.col(item).index_max();
  }
  return classes;
}

arma::fmat one_hot(const arma::uvec& classes, arma::uword n_classes) {
  arma::fmat seed(n_classes, classes.n_elem);
  for (arma::uword item = 0; item < classes.n_elem; ++item) {
    if (classes(item) >= n_classes) {
      throw Error("class " + std::to_string(classes(item)) + " wanted, the network has " +
                  std::to_string(n_classes));
    }
    seed(classes(item), item) = 1;
  }
  return seed;
}

}  // namespace lucarne
