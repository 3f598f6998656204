// SPDX-License-Identifier: MIT
#include "network/reshaping.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lucarne {
namespace {

/// What the wanted shape says of the dimensions after the batch's: -1 filled in, 0 copied.
Shape item_shape(const NodeReader& node, const std::vector<std::int64_t>& wanted, const Shape& in,
                 bool copies_zero) {
  Shape shape;
  std::size_t open = wanted.size();
  arma::uword known = 1;
  for (std::size_t i = 1; i < wanted.size(); ++i) {
    arma::uword size = 1;
    if (wanted[i] == -1) {
      if (open < wanted.size()) node.refuse("more than one -1 in the shape");
      open = i;
    } else if (wanted[i] == 0 && copies_zero) {
      if (i > in.size()) {
        node.refuse(
            fmt::format("0 at place {} of the shape copies a dimension that the input, {}, "
                        "does not have",
                        i, to_string(in)));
      }
      size = in[i - 1];
    } else if (wanted[i] <= 0) {
      node.refuse(fmt::format("{} at place {} of the shape", wanted[i], i));
    } else {
      size = static_cast<arma::uword>(wanted[i]);
    }
    // Every true size divides the input's count, so that a larger product cannot overflow unseen.
    if (size == 0 || size > n_elements(in) / known) {
      node.refuse(fmt::format("shape [{}] does not hold the {} elements of an item",
                              fmt::join(wanted, ", "), n_elements(in)));
    }
    known *= size;
    shape.push_back(size);
  }
  if (open < wanted.size()) shape[open - 1] = n_elements(in) / known;
  return shape;
}

std::unique_ptr<Operator> make(NodeReader& node) {
  node.require_inputs(2, 2);
  const Shape& in = node.shape(0);
  const Constant& constant = node.integer_constant(1, "shape");
  const std::vector<std::int64_t>& wanted = constant.integers;
  if (constant.shape.size() != 1 || wanted.empty()) {
    node.refuse("the shape is to be a list of at least one number");
  }
  const bool copies_zero = node.integer("allowzero", 0) == 0;
  const bool batch_is_open = std::count(wanted.begin() + 1, wanted.end(), -1) == 0;
  const bool batch_kept =
      (wanted[0] == 0 && copies_zero) || (wanted[0] == -1 && batch_is_open) ||
      (node.batch() && wanted[0] >= 0 && static_cast<arma::uword>(wanted[0]) == *node.batch());
  if (!batch_kept) {
    node.refuse(
        fmt::format("shape [{}] does not keep the batch as its first dimension; export the network "
                    "with a shape that begins with -1 or 0",
                    fmt::join(wanted, ", ")));
  }
  const Shape out = item_shape(node, wanted, in, copies_zero);
  if (n_elements(out) != n_elements(in)) {
    node.refuse(fmt::format("shape [{}] does not hold the {} elements of an item",
                            fmt::join(wanted, ", "), n_elements(in)));
  }
  return std::make_unique<Reshaping>(out);
}

}  // namespace

OperatorEntry reshape_operator() { return {.op = "Reshape", .since = 5, .make = make}; }

}  // namespace lucarne
