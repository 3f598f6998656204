// SPDX-License-Identifier: MIT
#include "network/folding/fold_node.hpp"

#include <cmath>

namespace lucarne {
namespace {

arma::uword count(const NodeReader& node, double start, double limit, double delta) {
  if (delta == 0) node.refuse("the step is 0");
  const double steps = std::max(0.0, std::ceil((limit - start) / delta));
  if (!(steps <= static_cast<double>(largest_folded))) node.refuse("the range is too long");
  return static_cast<arma::uword>(steps);
}

/// start, start + step, ... up to, and without, the limit.
Constant fold_range(NodeReader& node) {
  node.require_inputs(3, 3);
  const bool integral = node.constant(0) != nullptr && node.constant(0)->integral;
  const auto scalar = [&](std::size_t i) -> const Constant& {
    const Constant& value =
        integral ? node.integer_constant(i, "bound") : node.float_constant(i, "bound");
    if (n_elements(value.shape) != 1)
      node.refuse("start, limit and step are to be one number each");
    return value;
  };
  const Constant& start = scalar(0);
  const Constant& limit = scalar(1);
  const Constant& delta = scalar(2);
  Constant range{.integral = integral};
  if (integral) {
    std::int64_t span = 0;
    if (__builtin_sub_overflow(limit.integers[0], start.integers[0], &span)) {
      node.refuse("the range is too long");
    }
    const arma::uword n =
        count(node, 0, static_cast<double>(span), static_cast<double>(delta.integers[0]));
    for (arma::uword i = 0; i < n; ++i) {
      range.integers.push_back(start.integers[0] +
                               static_cast<std::int64_t>(i) * delta.integers[0]);
    }
    range.shape = {n};
  } else {
    const auto from = static_cast<double>(start.floats[0]);
    const auto step = static_cast<double>(delta.floats[0]);
    range.floats.set_size(count(node, from, static_cast<double>(limit.floats[0]), step));
    for (arma::uword i = 0; i < range.floats.n_elem; ++i) {
      range.floats[i] = static_cast<float>(from + static_cast<double>(i) * step);
    }
    range.shape = {range.floats.n_elem};
  }
  return range;
}

}  // namespace

OperatorEntry range_operator() { return {.op = "Range", .since = 11, .fold = fold_range}; }

}  // namespace lucarne
