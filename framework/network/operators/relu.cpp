// SPDX-License-Identifier: MIT
#include "network/elementwise.hpp"

namespace lucarne {
namespace {

struct Relu {
  // In this order a NaN passes through instead of becoming zero.
  static float value(float x) { return x < 0.0F ? 0.0F : x; }
  // The derivative at 0 is taken as 0, as every framework does.
  static float slope(float, float y) { return y > 0.0F ? 1.0F : 0.0F; }
};

}  // namespace

OperatorEntry relu_operator() {
  return {.op = "Relu",
          .activation = true,
          .make = make_elementwise<Relu>,
          .batch = BatchRule::broadcast};
}

}  // namespace lucarne
