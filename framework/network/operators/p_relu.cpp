// SPDX-License-Identifier: MIT
#include "network/binary.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

struct SlopedRelu {
  static float value(float x, float slope) { return x < 0.0F ? slope * x : x; }
  // At 0 the slope is the negative side's, as in PyTorch.
  static float slope_a(float x, float slope, float) { return x > 0.0F ? 1.0F : slope; }
  static float slope_b(float x, float, float) { return x > 0.0F ? 0.0F : x; }
};

std::unique_ptr<Operator> make_p_relu(NodeReader& node) {
  node.require_inputs(2, 2);
  Operands operands(node);
  if (operands.result != operands.operands[0].shape) {
    const Constant* slopes = node.constant(1);
    node.refuse(fmt::format("slopes of shape {} do not repeat over items of shape {}",
                            to_string(slopes != nullptr ? slopes->shape : node.shape(1)),
                            to_string(operands.operands[0].shape)));
  }
  return std::make_unique<Binary<SlopedRelu>>(std::move(operands));
}

}  // namespace

OperatorEntry p_relu_operator() {
  return {.op = "PRelu", .activation = true, .make = make_p_relu, .batch = BatchRule::broadcast};
}

}  // namespace lucarne
