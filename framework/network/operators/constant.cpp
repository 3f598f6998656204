// SPDX-License-Identifier: MIT
#include "network/operators/operator.hpp"

namespace lucarne {
namespace {

Constant floats(const std::vector<float>& values, Shape shape) {
  return {.shape = std::move(shape), .floats = arma::fvec(values)};
}

Constant integers(const std::vector<std::int64_t>& values, Shape shape) {
  return {.shape = std::move(shape), .integral = true, .integers = values};
}

Constant fold_constant(NodeReader& node) {
  node.require_inputs(0, 0);
  if (const Attribute* value = node.attribute("value")) {
    if (const auto* tensor = std::get_if<Constant>(value)) return *tensor;
  }
  if (const Attribute* value = node.attribute("value_float")) {
    if (const auto* number = std::get_if<float>(value)) return floats({*number}, {});
  }
  if (const Attribute* value = node.attribute("value_floats")) {
    if (const auto* numbers = std::get_if<std::vector<float>>(value)) {
      return floats(*numbers, {numbers->size()});
    }
  }
  if (const Attribute* value = node.attribute("value_int")) {
    if (const auto* number = std::get_if<std::int64_t>(value)) return integers({*number}, {});
  }
  if (const Attribute* value = node.attribute("value_ints")) {
    if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(value)) {
      return integers(*numbers, {numbers->size()});
    }
  }
  node.refuse(
      "a value of floats or integers is wanted (attribute value, value_float, value_floats, "
      "value_int or value_ints)");
}

}  // namespace

OperatorEntry constant_operator() { return {.op = "Constant", .fold = fold_constant}; }

}  // namespace lucarne
