// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/feature_map.hpp"

#include <lucarne/results.hpp>

namespace embedding {

/// How the variance of each mapped layer's features spreads over its principal components: the
/// figure and table `variance`.
class VarianceFigure {
 public:
  void add(const FeatureMap& map);
  void draw(lucarne::Results& results) const;

 private:
  struct Layer {
    std::string name;
    arma::vec shares;  ///< cumulative, in percent; those components that are known
  };
  std::vector<Layer> layers_;
};

}  // namespace embedding
