// SPDX-License-Identifier: MIT
#include "network/elementwise.hpp"

#include <cmath>

namespace lucarne {
namespace {

struct Sigmoid {
  // exp overflows to infinity for x below -88, which gives the right limit: 0.
  static float value(float x) { return 1.0F / (1.0F + std::exp(-x)); }
  static float slope(float, float y) { return y * (1.0F - y); }
};

}  // namespace

OperatorEntry sigmoid_operator() {
  return {.op = "Sigmoid",
          .activation = true,
          .make = make_elementwise<Sigmoid>,
          .batch = BatchRule::broadcast};
}

}  // namespace lucarne
