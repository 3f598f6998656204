// SPDX-License-Identifier: MIT
#include <lucarne/block.hpp>
#include <lucarne/error.hpp>

namespace lucarne {

const arma::fmat& Block::layer(const std::string& name) const {
  const auto found = layers.find(name);
  if (found == layers.end()) {
    throw Error("layer '" + name + "' was not requested for this sweep; add it to Request::layers");
  }
  return *found->second;
}

const arma::fmat& Block::gradient(const GradientRequest& request) const {
  const auto found = gradients.find(request);
  if (found == gradients.end()) {
    throw Error("this gradient was not requested for this sweep; add it to Request::gradients");
  }
  return *found->second;
}

}  // namespace lucarne
