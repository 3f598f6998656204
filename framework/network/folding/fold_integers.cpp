// SPDX-License-Identifier: MIT
#include "network/folding/fold_node.hpp"
#include "network/folding/integer_elements.hpp"

#include <onnx/onnx_pb.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

constexpr std::string_view arithmetic[] = {"Add", "Sub", "Mul", "Div", "Mod", "Min", "Max"};
constexpr std::string_view comparisons[] = {"Equal",          "Less", "LessOrEqual", "Greater",
                                            "GreaterOrEqual", "And",  "Or"};

bool all_integral(const NodeReader& node) {
  for (std::size_t i = 0; i < node.n_inputs(); ++i) {
    if (node.constant(i) == nullptr || !node.constant(i)->integral) return false;
  }
  return node.n_inputs() > 0;
}

Constant fold_arithmetic(std::string_view op, NodeReader& node) {
  node.require_inputs(op == "Min" || op == "Max" ? 1 : 2,
                      op == "Min" || op == "Max" ? node.n_inputs() : 2);
  if (op == "Mod" && node.integer("fmod", 0) != 0) node.refuse("fmod=1 is not for integers");
  Constant value = *node.constant(0);
  for (std::size_t i = 1; i < node.n_inputs(); ++i) {
    const Constant& other = *node.constant(i);
    Constant next{.shape = broadcast_shape(node, value.shape, other.shape), .integral = true};
    for (arma::uword k = 0; k < n_elements(next.shape); ++k) {
      const IntegerElement a = element(value, broadcast_source(k, next.shape, value.shape));
      const IntegerElement b = element(other, broadcast_source(k, next.shape, other.shape));
      append(next, combine(node, op, a, b));
    }
    value = std::move(next);
  }
  return value;
}

/// Comparisons of integers, and of floats.
Constant fold_comparison(std::string_view op, NodeReader& node) {
  node.require_inputs(2, 2);
  const Constant& a = *node.constant(0);
  const Constant& b = *node.constant(1);
  if (a.integral != b.integral) node.refuse("integers and floats cannot be compared");
  Constant value{
      .shape = broadcast_shape(node, a.shape, b.shape), .integral = true, .boolean = true};
  for (arma::uword k = 0; k < n_elements(value.shape); ++k) {
    const arma::uword i = broadcast_source(k, value.shape, a.shape);
    const arma::uword j = broadcast_source(k, value.shape, b.shape);
    bool holds = false;
    if (a.integral) {
      holds = compare(node, op, element(a, i), element(b, j));
    } else {
      // Floats are finite here, so that their order is total.
      const IntegerElement which{a.floats[i] < b.floats[j] ? -1 : (a.floats[i] > b.floats[j])};
      holds = compare(node, op, which, {0});
    }
    value.integers.push_back(holds ? 1 : 0);
  }
  return value;
}

Constant fold_one_input(std::string_view op, NodeReader& node) {
  node.require_inputs(1, 1);
  Constant value = *node.constant(0);
  if (op == "Not") {
    for (std::int64_t& number : value.integers) number = number == 0 ? 1 : 0;
    return value;
  }
  for (std::int64_t& number : value.integers) {
    if (number == std::numeric_limits<std::int64_t>::min()) node.refuse("the integers overflow");
    if (op == "Neg" || number < 0) number = -number;
  }
  return value;
}

Constant fold_where(NodeReader& node) {
  node.require_inputs(3, 3);
  const Constant& condition = node.integer_constant(0, "condition");
  const Constant& yes = *node.constant(1);
  const Constant& no = *node.constant(2);
  if (yes.integral != no.integral) node.refuse("integers and floats cannot be mixed");
  Constant value{.integral = yes.integral, .boolean = yes.boolean && no.boolean};
  value.shape = broadcast_shape(node, condition.shape, broadcast_shape(node, yes.shape, no.shape));
  if (!value.integral) value.floats.set_size(n_elements(value.shape));
  for (arma::uword k = 0; k < n_elements(value.shape); ++k) {
    const bool holds = condition.integers[broadcast_source(k, value.shape, condition.shape)] != 0;
    const Constant& chosen = holds ? yes : no;
    const arma::uword i = broadcast_source(k, value.shape, chosen.shape);
    if (value.integral) {
      append(value, element(chosen, i));
    } else {
      value.floats[k] = chosen.floats[i];
    }
  }
  return value;
}

Constant to_floats(const NodeReader& node, const Constant& from) {
  if (from.counts_items()) {
    node.refuse(
        "the number of items is cast to a float, which is not supported; export the network with a "
        "fixed batch of one");
  }
  Constant value{.shape = from.shape, .floats = arma::fvec(from.integers.size())};
  for (std::size_t i = 0; i < from.integers.size(); ++i) {
    value.floats[i] = static_cast<float>(from.integers[i]);
  }
  return value;
}

Constant to_integers(const NodeReader& node, const Constant& from, bool boolean, bool narrow) {
  Constant value{.shape = from.shape, .integral = true, .boolean = boolean};
  if (from.integral) {
    for (std::size_t i = 0; i < from.integers.size(); ++i) {
      const IntegerElement number = element(from, i);
      // A count of items is 1 or more.
      append(value, boolean ? IntegerElement{number.value != 0 ? 1 : 0} : number);
    }
  } else {
    for (const float number : from.floats) {
      if (!(std::abs(number) < 9.2e18F)) {
        node.refuse(fmt::format("{} is beyond the integers", number));
      }
      value.integers.push_back(boolean ? (number != 0.0F ? 1 : 0)
                                       : static_cast<std::int64_t>(number));
    }
  }
  for (const std::int64_t number : value.integers) {
    if (narrow && number != static_cast<std::int32_t>(number)) {
      node.refuse(fmt::format("{} is beyond the integers of 32 bits", number));
    }
  }
  return value;
}

Constant fold_cast(NodeReader& node) {
  node.require_inputs(1, 1);
  const Constant& from = *node.constant(0);
  const std::int64_t to = node.integer("to", 0);
  switch (to) {
    case onnx::TensorProto::FLOAT:
    case onnx::TensorProto::DOUBLE: return from.integral ? to_floats(node, from) : from;
    case onnx::TensorProto::INT64: return to_integers(node, from, false, false);
    case onnx::TensorProto::INT32: return to_integers(node, from, false, true);
    case onnx::TensorProto::BOOL: return to_integers(node, from, true, false);
    default:
      node.refuse(
          fmt::format("constants are cast to float, double, int64, int32 and bool; to={}", to));
  }
}

}  // namespace

std::optional<Constant> fold_integers(const OperatorEntry& entry, NodeReader& node) {
  for (std::size_t i = 0; i < node.n_inputs(); ++i) {
    if (node.constant(i) == nullptr) return std::nullopt;
  }
  if (entry.op == "Cast") return fold_cast(node);
  if (entry.op == "Where") return fold_where(node);
  if (std::ranges::find(comparisons, entry.op) != std::end(comparisons)) {
    return fold_comparison(entry.op, node);
  }
  if (!all_integral(node)) return std::nullopt;
  if (std::ranges::find(arithmetic, entry.op) != std::end(arithmetic)) {
    return fold_arithmetic(entry.op, node);
  }
  if (entry.op == "Neg" || entry.op == "Abs" || entry.op == "Not") {
    return fold_one_input(entry.op, node);
  }
  return std::nullopt;
}

}  // namespace lucarne
