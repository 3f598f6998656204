// SPDX-License-Identifier: MIT
#include "network/binary.hpp"

#include <cmath>

namespace lucarne {
namespace {

/// The remainder with the divisor's sign, for integers. By 0 it is no number, which is refused.
struct WholeRemainder {
  static float value(float a, float b) {
    const float rest = std::fmod(a, b);
    return rest != 0.0F && (rest < 0.0F) != (b < 0.0F) ? rest + b : rest;
  }
  static float slope_a(float, float, float) { return 0.0F; }
  static float slope_b(float, float, float) { return 0.0F; }
};

/// With the dividend's sign, as C has it.
struct Remainder {
  static float value(float a, float b) { return std::fmod(a, b); }
  static float slope_a(float, float, float) { return 1.0F; }
  static float slope_b(float a, float b, float) { return -std::trunc(a / b); }
};

std::unique_ptr<Operator> make_mod(NodeReader& node) {
  const bool with_sign_of_dividend = node.integer("fmod", 0) != 0;
  if (with_sign_of_dividend) return make_binary<Remainder>(node);
  if (!node.beside_integers()) node.refuse("remainders of floats want fmod=1");
  return make_binary<WholeRemainder>(node);
}

}  // namespace

OperatorEntry mod_operator() {
  return {.op = "Mod",
          .since = 10,
          .make = make_mod,
          .batch = BatchRule::broadcast,
          .all_data = true,
          .kinds = KindRule::numbers};
}

}  // namespace lucarne
