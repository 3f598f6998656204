// SPDX-License-Identifier: MIT
#include "network/elementwise.hpp"

#include <cmath>
#include <numbers>

namespace lucarne {
namespace {

struct Sqrt {
  static float value(float x) { return std::sqrt(x); }
  static float slope(float, float y) { return 0.5F / y; }
};

struct Reciprocal {
  static float value(float x) { return 1.0F / x; }
  static float slope(float, float y) { return -y * y; }
};

struct Exp {
  static float value(float x) { return std::exp(x); }
  static float slope(float, float y) { return y; }
};

struct Log {
  static float value(float x) { return std::log(x); }
  static float slope(float x, float) { return 1.0F / x; }
};

struct Neg {
  static float value(float x) { return -x; }
  static float slope(float, float) { return -1.0F; }
};

// Written out so that a NaN stays one.
float sign(float x) { return x > 0.0F ? 1.0F : x < 0.0F ? -1.0F : x; }

struct Abs {
  static float value(float x) { return std::abs(x); }
  static float slope(float x, float) { return sign(x); }
};

struct Sign {
  static float value(float x) { return sign(x); }
  static float slope(float, float) { return 0.0F; }
};

struct Erf {
  static float value(float x) { return std::erf(x); }
  static float slope(float x, float) {
    return 2.0F * std::numbers::inv_sqrtpi_v<float> * std::exp(-x * x);
  }
};

// Flat but for the steps, where every framework takes the slope as 0 too.
struct Floor {
  static float value(float x) { return std::floor(x); }
  static float slope(float, float) { return 0.0F; }
};

struct Ceil {
  static float value(float x) { return std::ceil(x); }
  static float slope(float, float) { return 0.0F; }
};

}  // namespace

std::span<const OperatorEntry> functions_operators() {
  static constexpr OperatorEntry entries[] = {
      {.op = "Sqrt", .make = make_elementwise<Sqrt>, .batch = BatchRule::broadcast},
      {.op = "Reciprocal", .make = make_elementwise<Reciprocal>, .batch = BatchRule::broadcast},
      {.op = "Exp", .make = make_elementwise<Exp>, .batch = BatchRule::broadcast},
      {.op = "Log", .make = make_elementwise<Log>, .batch = BatchRule::broadcast},
      {.op = "Neg",
       .make = make_elementwise<Neg>,
       .batch = BatchRule::broadcast,
       .kinds = KindRule::numbers},
      {.op = "Abs",
       .make = make_elementwise<Abs>,
       .batch = BatchRule::broadcast,
       .kinds = KindRule::numbers},
      {.op = "Sign",
       .since = 9,
       .make = make_elementwise<Sign>,
       .batch = BatchRule::broadcast,
       .kinds = KindRule::numbers},
      {.op = "Erf", .since = 9, .make = make_elementwise<Erf>, .batch = BatchRule::broadcast},
      {.op = "Floor", .make = make_elementwise<Floor>, .batch = BatchRule::broadcast},
      {.op = "Ceil", .make = make_elementwise<Ceil>, .batch = BatchRule::broadcast},
  };
  return entries;
}

}  // namespace lucarne
