// SPDX-License-Identifier: MIT
#include "host/block_size.hpp"

#include <algorithm>

namespace lucarne {
namespace {

constexpr arma::uword largest_block = 512;
constexpr arma::uword elements_of_block = (arma::uword{512} << 20) / sizeof(float);

}  // namespace

arma::uword block_size_for(const Network& network) {
  arma::uword of_item = n_elements(network.input_shape());
  for (const Layer& layer : network.layers()) of_item += n_elements(layer.shape);
  return std::clamp<arma::uword>(elements_of_block / std::max<arma::uword>(1, of_item), 1,
                                 largest_block);
}

}  // namespace lucarne
