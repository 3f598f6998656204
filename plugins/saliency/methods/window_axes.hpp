// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/model.hpp>

namespace lucarne::saliency {

/// One axis of a convolution.
struct WindowAxis {
  /// Positions that each position of the output reads, in order.
  std::vector<std::vector<arma::uword>> reads;
  /// Of each position that is read: no position of the output reads two of one colour.
  std::vector<arma::uword> colours;
  arma::uword n_colours = 0;
};

/// The axes after the channels. `counting`: the layer with all weights 1 and no biases, which is
/// asked about pictures of single lines. shape: `in` and `out` of one item, channels first
/// cost: a pass for each position along each axis
std::vector<WindowAxis> window_axes(const LinearMap& counting, const Shape& in, const Shape& out);

/// One position along each axis, from the number of a place, and back.
std::vector<arma::uword> position_of(arma::uword place, const Shape& axes);
arma::uword place_at(const std::vector<arma::uword>& position, const Shape& axes);

}  // namespace lucarne::saliency
