// SPDX-License-Identifier: MIT
#pragma once

#include "network/windows/resampling.hpp"

#include <string>

namespace lucarne {

/// How Resize and Upsample find an output's place among the inputs and what they take there, by
/// ONNX's names. The defaults are those of Upsample and of Resize in opset 10.
struct Interpolation {
  bool linear = false;
  std::string coordinates = "asymmetric";
  std::string nearest = "floor";
};

/// One axis of `size` elements made `out` long; `scale` is what the node states, or out / size.
std::vector<Tap> interpolate(const Interpolation& how, arma::uword size, arma::uword out,
                             float scale);

/// Whether the names are known.
bool knows_coordinates(const std::string& name, int opset);
bool knows_nearest(const std::string& name);

/// Attribute 'mode'. throws: Error unless it is nearest or linear
bool read_linear(NodeReader& node);

/// A text attribute, or `fallback`. throws: Error where it is none
std::string read_text(NodeReader& node, const std::string& attribute, const std::string& fallback);

/// The operator for one scale per ONNX axis, the batch's included; `sizes` are wanted of the item's
/// axes where not empty. throws: Error where the batch would change or sizes are out of range
std::unique_ptr<Operator> make_interpolation(const NodeReader& node, const Interpolation& how,
                                             const std::vector<float>& scales, const Shape& sizes);

}  // namespace lucarne
