// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/first_layer.hpp"

namespace lucarne::saliency {

/// A convolution behind a tensor, where all goes through it.
class LocalLayer : public PointTensor {
 public:
  /// Nothing where no convolution stands there, or it has no map that pays for `n_points` points.
  static std::optional<LocalLayer> behind(const PointTensor& before, const Question& question,
                                          arma::uword n_points);

  const LocalMap& map() const { return map_; }
  /// shape: channels out x places
  const arma::fmat& biases() const { return biases_; }

 private:
  LocalLayer(std::string tensor, arma::uword size, LocalMap map)
      : PointTensor(std::move(tensor), size), map_(std::move(map)) {}

  LocalMap map_;
  arma::fmat biases_;
};

}  // namespace lucarne::saliency
