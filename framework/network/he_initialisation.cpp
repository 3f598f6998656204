// SPDX-License-Identifier: MIT
#include "network/perceptron.hpp"

#include <cmath>

namespace lucarne {

Perceptron he_initialised(arma::uword n_inputs, const std::vector<arma::uword>& hidden,
                          arma::uword n_classes, const Random& random) {
  std::vector<arma::uword> widths = hidden;
  widths.push_back(n_classes);
  Perceptron perceptron;
  for (std::size_t layer = 0; layer < widths.size(); ++layer) {
    const arma::uword inputs = layer == 0 ? n_inputs : widths[layer - 1];
    const double deviation = std::sqrt(2.0 / static_cast<double>(inputs));
    Perceptron::Dense dense{arma::fmat(inputs, widths[layer]),
                            arma::fvec(widths[layer], arma::fill::zeros)};
    for (arma::uword i = 0; i < dense.weights.n_elem; ++i) {
      dense.weights(i) = static_cast<float>(deviation * random.normal(layer, i));
    }
    perceptron.layers.push_back(std::move(dense));
  }
  return perceptron;
}

}  // namespace lucarne
