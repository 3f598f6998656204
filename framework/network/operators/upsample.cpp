// SPDX-License-Identifier: MIT
#include "network/windows/interpolation.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

/// What Resize is called up to opset 9. The scales are an attribute up to 8, an input since.
std::unique_ptr<Operator> make_upsample(NodeReader& node) {
  if (node.opset() > 9) node.refuse("the operator ended with opset 9; export with Resize");
  const Interpolation how{.linear = read_linear(node)};
  std::vector<float> scales;
  if (node.opset() < 9) {
    node.require_inputs(1, 1);
    const Attribute* given = node.attribute("scales");
    const auto* list = given == nullptr ? nullptr : std::get_if<std::vector<float>>(given);
    if (list == nullptr) node.refuse("attribute 'scales', a list of floats, is missing");
    scales = *list;
  } else {
    node.require_inputs(2, 2);
    const arma::fvec& list = node.float_constant(1, "scales").floats;
    scales.assign(list.begin(), list.end());
  }
  return make_interpolation(node, how, scales, {});
}

}  // namespace

OperatorEntry upsample_operator() { return {.op = "Upsample", .since = 7, .make = make_upsample}; }

}  // namespace lucarne
