// SPDX-License-Identifier: MIT
#include "network/binary.hpp"

#include <cmath>

namespace lucarne {
namespace {

struct Plus {
  static float value(float a, float b) { return a + b; }
  static float slope_a(float, float, float) { return 1.0F; }
  static float slope_b(float, float, float) { return 1.0F; }
};

struct Minus {
  static float value(float a, float b) { return a - b; }
  static float slope_a(float, float, float) { return 1.0F; }
  static float slope_b(float, float, float) { return -1.0F; }
};

struct Times {
  static float value(float a, float b) { return a * b; }
  static float slope_a(float, float b, float) { return b; }
  static float slope_b(float a, float, float) { return a; }
};

struct Quotient {
  static float value(float a, float b) { return a / b; }
  static float slope_a(float, float b, float) { return 1.0F / b; }
  static float slope_b(float, float b, float y) { return -y / b; }
};

/// Of integers: cut off towards zero, as C has it. A division by zero gives what is no integer.
struct WholeQuotient {
  static float value(float a, float b) {
    return static_cast<float>(std::trunc(static_cast<double>(a) / static_cast<double>(b)));
  }
  static float slope_a(float, float, float) { return 0.0F; }
  static float slope_b(float, float, float) { return 0.0F; }
};

/// An Add that knows the biases of the matrix product before it.
class Add final : public Binary<Plus> {
 public:
  Add(Operands operands, arma::fvec biases)
      : Binary(std::move(operands)), biases_(std::move(biases)) {}

  const arma::fvec* biases() const override { return biases_.is_empty() ? nullptr : &biases_; }

 private:
  arma::fvec biases_;  // of a constant of which only the last dimension varies
};

std::unique_ptr<Operator> make_div(NodeReader& node) {
  return node.beside_integers() ? make_binary<WholeQuotient>(node) : make_binary<Quotient>(node);
}

std::unique_ptr<Operator> make_add(NodeReader& node) {
  node.require_inputs(2, 2);
  Operands operands(node);
  arma::fvec biases;
  for (const std::size_t input : {0U, 1U}) {
    const Constant* constant = node.constant(input);
    if (constant == nullptr) continue;
    const Shape& shape = constant->shape;
    if (shape.empty() || n_elements(shape) == shape.back()) biases = constant->floats;
  }
  return std::make_unique<Add>(std::move(operands), std::move(biases));
}

}  // namespace

std::span<const OperatorEntry> arithmetic_operators() {
  static constexpr OperatorEntry entries[] = {
      {.op = "Add",
       .make = make_add,
       .batch = BatchRule::broadcast,
       .all_data = true,
       .kinds = KindRule::numbers},
      {.op = "Sub",
       .make = make_binary<Minus>,
       .batch = BatchRule::broadcast,
       .all_data = true,
       .kinds = KindRule::numbers},
      {.op = "Mul",
       .make = make_binary<Times>,
       .batch = BatchRule::broadcast,
       .all_data = true,
       .kinds = KindRule::numbers},
      {.op = "Div",
       .make = make_div,
       .batch = BatchRule::broadcast,
       .all_data = true,
       .kinds = KindRule::numbers},
  };
  return entries;
}

}  // namespace lucarne
