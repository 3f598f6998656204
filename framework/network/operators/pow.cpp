// SPDX-License-Identifier: MIT
#include "network/binary.hpp"

#include <cmath>

namespace lucarne {
namespace {

struct Power {
  static float value(float a, float b) { return std::pow(a, b); }
  // The power of exponent 0 is flat everywhere, also at 0, where b a^(b - 1) is not a number.
  static float slope_a(float a, float b, float) {
    return b == 0.0F ? 0.0F : b * std::pow(a, b - 1.0F);
  }
  // The limit at 0, where the logarithm is not a number.
  static float slope_b(float a, float b, float y) {
    return a == 0.0F && b >= 0.0F ? 0.0F : y * std::log(a);
  }
};

// The commonest exponents, inside normalisations and GELU, without a call for each element.
struct Square {
  static float value(float a, float) { return a * a; }
  static float slope_a(float a, float, float) { return 2.0F * a; }
  static float slope_b(float, float, float) { return 0.0F; }
};

struct Cube {
  static float value(float a, float) { return a * a * a; }
  static float slope_a(float a, float, float) { return 3.0F * a * a; }
  static float slope_b(float, float, float) { return 0.0F; }
};

std::unique_ptr<Operator> make_pow(NodeReader& node) {
  node.require_inputs(2, 2);
  Operands operands(node);
  const Operand& exponent = operands.operands[1];
  if (exponent.constant.n_elem == 1 && exponent.constant(0) == 2.0F) {
    return std::make_unique<Binary<Square>>(std::move(operands));
  }
  if (exponent.constant.n_elem == 1 && exponent.constant(0) == 3.0F) {
    return std::make_unique<Binary<Cube>>(std::move(operands));
  }
  return std::make_unique<Binary<Power>>(std::move(operands));
}

}  // namespace

OperatorEntry pow_operator() {
  return {.op = "Pow", .make = make_pow, .batch = BatchRule::broadcast, .all_data = true};
}

}  // namespace lucarne
