// SPDX-License-Identifier: MIT
#include "network/elementwise.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace lucarne {
namespace {

// At a kink the slope is that of PyTorch.

struct LeakyRelu {
  explicit LeakyRelu(NodeReader& node) : alpha(node.real("alpha", 0.01F)) {
    node.require_inputs(1, 1);
  }
  float value(float x) const { return x < 0.0F ? alpha * x : x; }
  float slope(float x, float) const { return x > 0.0F ? 1.0F : alpha; }
  float alpha;
};

struct Elu {
  explicit Elu(NodeReader& node) : alpha(node.real("alpha", 1.0F)) { node.require_inputs(1, 1); }
  float value(float x) const { return x < 0.0F ? alpha * std::expm1(x) : x; }
  float slope(float x, float y) const { return x > 0.0F ? 1.0F : y + alpha; }
  float alpha;
};

/// source: Klambauer and others 2017, arXiv:1706.02515
struct Selu {
  explicit Selu(NodeReader& node)
      : alpha(node.real("alpha", 1.67326319217681884765625F)),
        gamma(node.real("gamma", 1.05070102214813232421875F)) {
    node.require_inputs(1, 1);
  }
  float value(float x) const { return gamma * (x < 0.0F ? alpha * std::expm1(x) : x); }
  float slope(float x, float y) const { return x > 0.0F ? gamma : y + gamma * alpha; }
  float alpha;
  float gamma;
};

struct Celu {
  explicit Celu(NodeReader& node) : alpha(node.real("alpha", 1.0F)) {
    node.require_inputs(1, 1);
    if (alpha == 0.0F) node.refuse("alpha is 0, by which the items would be divided");
  }
  float value(float x) const { return x < 0.0F ? alpha * std::expm1(x / alpha) : x; }
  float slope(float x, float) const { return x > 0.0F ? 1.0F : std::exp(x / alpha); }
  float alpha;
};

struct ThresholdedRelu {
  explicit ThresholdedRelu(NodeReader& node) : alpha(node.real("alpha", 1.0F)) {
    node.require_inputs(1, 1);
  }
  float value(float x) const { return x <= alpha ? 0.0F : x; }
  float slope(float x, float) const { return x > alpha ? 1.0F : 0.0F; }
  float alpha;
};

struct HardSigmoid {
  explicit HardSigmoid(NodeReader& node)
      : alpha(node.real("alpha", 0.2F)), beta(node.real("beta", 0.5F)) {
    node.require_inputs(1, 1);
  }
  float value(float x) const {
    const float line = alpha * x + beta;
    return line < 0.0F ? 0.0F : line > 1.0F ? 1.0F : line;
  }
  float slope(float, float y) const { return y > 0.0F && y < 1.0F ? alpha : 0.0F; }
  float alpha;
  float beta;
};

/// x HardSigmoid(x) with alpha 1/6 and beta 1/2.
struct HardSwish {
  static float value(float x) { return x <= -3.0F ? 0.0F : x >= 3.0F ? x : x * (x + 3.0F) / 6.0F; }
  static float slope(float x, float) {
    return x < -3.0F ? 0.0F : x <= 3.0F ? x / 3.0F + 0.5F : 1.0F;
  }
};

struct Clip {
  explicit Clip(NodeReader& node) {
    if (node.opset() < 11) {
      node.require_inputs(1, 1);
      least = node.real("min", least);
      most = node.real("max", most);
      return;
    }
    node.require_inputs(1, 3);
    read_bound(node, 1, "min", least);
    read_bound(node, 2, "max", most);
  }
  // Where the bounds cross, the upper one counts.
  float value(float x) const {
    const float raised = x < least ? least : x;
    return raised > most ? most : raised;
  }
  // Both bounds belong to the inside, as in PyTorch.
  float slope(float x, float) const { return x >= least && x <= most ? 1.0F : 0.0F; }

  static void read_bound(const NodeReader& node, std::size_t input, const char* name,
                         float& bound) {
    if (!node.has_input(input)) return;
    const Constant& constant = node.float_constant(input, name);
    if (constant.floats.n_elem != 1) {
      node.refuse(
          fmt::format("{} has shape {}, one number is wanted", name, to_string(constant.shape)));
    }
    bound = constant.floats(0);
  }

  float least = std::numeric_limits<float>::lowest();
  float most = std::numeric_limits<float>::max();
};

}  // namespace

std::span<const OperatorEntry> rectifiers_operators() {
  static constexpr OperatorEntry entries[] = {
      {.op = "LeakyRelu",
       .activation = true,
       .make = make_elementwise<LeakyRelu>,
       .batch = BatchRule::broadcast},
      {.op = "Elu",
       .activation = true,
       .make = make_elementwise<Elu>,
       .batch = BatchRule::broadcast},
      {.op = "Selu",
       .activation = true,
       .make = make_elementwise<Selu>,
       .batch = BatchRule::broadcast},
      {.op = "Celu",
       .since = 12,
       .activation = true,
       .make = make_elementwise<Celu>,
       .batch = BatchRule::broadcast},
      {.op = "ThresholdedRelu",
       .since = 10,
       .activation = true,
       .make = make_elementwise<ThresholdedRelu>,
       .batch = BatchRule::broadcast},
      {.op = "HardSigmoid",
       .activation = true,
       .make = make_elementwise<HardSigmoid>,
       .batch = BatchRule::broadcast},
      {.op = "HardSwish",
       .since = 14,
       .activation = true,
       .make = make_elementwise<HardSwish>,
       .batch = BatchRule::broadcast},
      {.op = "Clip",
       .activation = true,
       .make = make_elementwise<Clip>,
       .batch = BatchRule::broadcast},
  };
  return entries;
}

}  // namespace lucarne
