// SPDX-License-Identifier: MIT
#include "network/elementwise.hpp"

#include <cmath>

namespace lucarne {
namespace {

struct Tanh {
  static float value(float x) { return std::tanh(x); }
  static float slope(float, float y) { return 1.0F - y * y; }
};

}  // namespace

OperatorEntry tanh_operator() {
  return {.op = "Tanh",
          .activation = true,
          .make = make_elementwise<Tanh>,
          .batch = BatchRule::broadcast};
}

}  // namespace lucarne
