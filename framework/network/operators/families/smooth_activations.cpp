// SPDX-License-Identifier: MIT
#include "network/elementwise.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

namespace lucarne {
namespace {

float logistic(float x) { return 1.0F / (1.0F + std::exp(-x)); }

/// log(1 + e^x); e is never raised to a positive power, so that nothing overflows.
float softplus(float x) { return std::max(x, 0.0F) + std::log1p(std::exp(-std::abs(x))); }

struct Softplus {
  static float value(float x) { return std::isnan(x) ? x : softplus(x); }
  static float slope(float x, float) { return logistic(x); }
};

struct Softsign {
  static float value(float x) { return x / (1.0F + std::abs(x)); }
  static float slope(float x, float) {
    const float inverse = 1.0F / (1.0F + std::abs(x));
    return inverse * inverse;
  }
};

/// x tanh(softplus(x)). source: Misra 2020, arXiv:1908.08681
struct Mish {
  // tanh(log(1 + e)) = (e^2 + 2 e) / (e^2 + 2 e + 2); the same with e^-x for positive x.
  static float gate(float x) {
    const float e = std::exp(-std::abs(x));
    if (x < 0.0F) return e * (e + 2.0F) / (e * (e + 2.0F) + 2.0F);
    return (1.0F + 2.0F * e) / (1.0F + 2.0F * e + 2.0F * e * e);
  }
  static float value(float x) { return x * gate(x); }
  static float slope(float x, float) {
    const float g = gate(x);
    return g + x * (1.0F - g * g) * logistic(x);
  }
};

/// x Phi(x), Phi being the normal distribution function. source: arXiv:1606.08415
struct Gelu {
  static float phi(float x) { return 0.5F * std::erfc(-x * (std::numbers::sqrt2_v<float> / 2.0F)); }
  static float value(float x) { return x * phi(x); }
  static float slope(float x, float) {
    constexpr float density = std::numbers::inv_sqrtpi_v<float> / std::numbers::sqrt2_v<float>;
    return phi(x) + x * density * std::exp(-0.5F * x * x);
  }
};

/// The same paper's approximation: x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2.
struct TanhGelu {
  static constexpr float scale = std::numbers::sqrt2_v<float> * std::numbers::inv_sqrtpi_v<float>;
  static constexpr float cubic = 0.044715F;
  static float tangent(float x) { return std::tanh(scale * (x + cubic * x * x * x)); }
  static float value(float x) { return 0.5F * x * (1.0F + tangent(x)); }
  static float slope(float x, float) {
    const float t = tangent(x);
    return 0.5F * (1.0F + t) + 0.5F * x * (1.0F - t * t) * scale * (1.0F + 3.0F * cubic * x * x);
  }
};

std::unique_ptr<Operator> make_gelu(NodeReader& node) {
  const Attribute* attribute = node.attribute("approximate");
  if (attribute == nullptr) return make_elementwise<Gelu>(node);
  const auto* name = std::get_if<std::string>(attribute);
  if (name != nullptr && *name == "none") return make_elementwise<Gelu>(node);
  if (name != nullptr && *name == "tanh") return make_elementwise<TanhGelu>(node);
  node.refuse(fmt::format("attribute 'approximate' is {}; 'none' or 'tanh' is wanted",
                          name == nullptr ? "not a string" : "'" + *name + "'"));
}

}  // namespace

std::span<const OperatorEntry> smooth_activations_operators() {
  static constexpr OperatorEntry entries[] = {
      {.op = "Softplus",
       .activation = true,
       .make = make_elementwise<Softplus>,
       .batch = BatchRule::broadcast},
      {.op = "Softsign",
       .activation = true,
       .make = make_elementwise<Softsign>,
       .batch = BatchRule::broadcast},
      {.op = "Mish",
       .since = 18,
       .activation = true,
       .make = make_elementwise<Mish>,
       .batch = BatchRule::broadcast},
      {.op = "Gelu",
       .since = 20,
       .activation = true,
       .make = make_gelu,
       .batch = BatchRule::broadcast},
  };
  return entries;
}

}  // namespace lucarne
