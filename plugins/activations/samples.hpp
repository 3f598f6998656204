// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/dataset.hpp>

#include <string>
#include <vector>

namespace lucarne::activations {

/// The items looked at one by one.
struct Samples {
  arma::uvec items;      ///< indices within the split
  arma::uvec truth;      ///< their labels
  arma::uvec predicted;  ///< class of the largest logit
};

/// The class's name, or its number where the data names fewer classes than the network knows.
inline std::string class_name(const std::vector<std::string>& names, arma::uword k) {
  return k < names.size() ? names[k] : std::to_string(k);
}

}  // namespace lucarne::activations
