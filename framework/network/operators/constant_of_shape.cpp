// SPDX-License-Identifier: MIT
#include "network/folding/fold_node.hpp"
#include "network/repeated_constant.hpp"
#include "network/whole_numbers.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

Constant filled_with(NodeReader& node) {
  const Attribute* value = node.attribute("value");
  if (value == nullptr) return {.shape = {1}, .floats = arma::fvec(1, arma::fill::zeros)};
  const auto* constant = std::get_if<Constant>(value);
  if (constant == nullptr || n_elements(constant->shape) != 1) {
    node.refuse("attribute 'value' is no tensor of one element");
  }
  return *constant;
}

/// The sizes without the batch. throws: Error where they are negative or too large
Shape read_sizes(const NodeReader& node, const Constant& sizes) {
  Shape shape;
  arma::uword count = 1;
  for (std::size_t i = 0; i < sizes.integers.size(); ++i) {
    if (sizes.counts_items(i)) continue;
    const std::int64_t size = sizes.integers[i];
    if (size < 0 || (size > 0 && static_cast<arma::uword>(size) > largest_folded / count)) {
      node.refuse(
          fmt::format("size {} at place {} of the shape is negative or too large", size, i));
    }
    shape.push_back(static_cast<arma::uword>(size));
    count *= std::max<arma::uword>(shape.back(), 1);
  }
  return shape;
}

Constant fold_constant_of_shape(NodeReader& node) {
  node.require_inputs(1, 1);
  const Constant value = filled_with(node);
  Constant filled{.shape = read_sizes(node, node.integer_constant(0, "shape")),
                  .integral = value.integral,
                  .boolean = value.boolean};
  if (value.integral) {
    filled.integers.assign(n_elements(filled.shape), value.integers[0]);
  } else {
    filled.floats = arma::fvec(n_elements(filled.shape)).fill(value.floats[0]);
  }
  return filled;
}

/// One of the sizes is the number of items.
std::unique_ptr<Operator> make_constant_of_shape(NodeReader& node) {
  node.require_inputs(1, 1);
  const Constant value = filled_with(node);
  const Constant& sizes = node.size_constant(0, "shape");
  std::size_t axis = sizes.integers.size();
  for (std::size_t i = 0; i < sizes.integers.size(); ++i) {
    if (!sizes.counts_items(i)) continue;
    if (axis < sizes.integers.size() || sizes.integers[i] != 1) {
      node.refuse("the shape has more than the number of items alone on one axis");
    }
    axis = i;
  }
  Shape shape = read_sizes(node, sizes);
  arma::fvec filled(n_elements(shape));
  filled.fill(elements_of(node, value)[0]);
  return std::make_unique<RepeatedConstant>(std::move(filled), std::move(shape),
                                            BatchPlace{.axis = axis}, value.kind());
}

}  // namespace

OperatorEntry constant_of_shape_operator() {
  return {.op = "ConstantOfShape",
          .since = 9,
          .make = make_constant_of_shape,
          .fold = fold_constant_of_shape,
          .batch = BatchRule::anywhere,
          .kinds = KindRule::own};
}

}  // namespace lucarne
