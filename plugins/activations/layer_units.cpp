// SPDX-License-Identifier: MIT
#include "activations/layer_units.hpp"

namespace lucarne::activations {

LayerUnits units_of(const Layer& layer, bool channels) {
  if (!channels || layer.shape.size() != 3) return {n_elements(layer.shape), 1};
  return {layer.shape[0], layer.shape[1] * layer.shape[2]};
}

arma::fmat unit_values(const arma::fmat& activations, arma::uword positions) {
  arma::fmat values(activations.n_rows / positions, activations.n_cols);
  for (arma::uword item = 0; item < values.n_cols; ++item) {
    const float* element = activations.colptr(item);
    for (arma::uword unit = 0; unit < values.n_rows; ++unit) {
      double sum = 0;
      for (arma::uword place = 0; place < positions; ++place)
        sum += static_cast<double>(*element++);
      values(unit, item) = static_cast<float>(sum / static_cast<double>(positions));
    }
  }
  return values;
}

}  // namespace lucarne::activations
