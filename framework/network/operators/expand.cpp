// SPDX-License-Identifier: MIT
#include "network/repeated_constant.hpp"
#include "network/strided_view.hpp"
#include "network/whole_numbers.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

/// Sizes of the output and the steps through the input, aligned at their ends: a step of 0 where
/// the input's size is 1 or missing. The batch is left out of both.
struct Expansion {
  StridedView view;
  std::size_t rank = 0;  // of the output, with the batch
};

struct Side {
  const Shape& sizes;  // as ONNX sees them, 1 for the batch
  std::size_t batch;   // its axis counted from the end, from 1; 0: none
  bool merged;
};

Expansion expansion(const NodeReader& node, const Side& in, const Constant& wanted) {
  const std::vector<std::ptrdiff_t> strides = c_strides(in.sizes);
  const std::size_t rank = std::max(in.sizes.size(), wanted.integers.size());
  Expansion result{.view = {}, .rank = rank};
  arma::uword count = 1;
  for (std::size_t back = rank; back >= 1; --back) {
    const bool has = back <= in.sizes.size();
    const arma::uword from = has ? in.sizes[in.sizes.size() - back] : 1;
    const bool asked = back <= wanted.integers.size();
    const std::size_t place = wanted.integers.size() - back;
    const std::int64_t to = asked ? wanted.integers[place] : 1;
    const bool counts = asked && wanted.counts_items(place);
    const bool is_batch = back == in.batch;
    if (to < 1) node.refuse(fmt::format("{} at place {} of the shape", to, place));
    const auto size = static_cast<arma::uword>(to);
    const bool keeps = size == 1 && !counts;
    if (is_batch) {
      const bool fixed = !counts && node.batch() && size == from * *node.batch();
      if (!keeps && !fixed && !(counts && size == from)) {
        node.refuse(fmt::format("{} at place {} of the shape would repeat the batch", to, place));
      }
    } else if (counts || (from != 1 && !keeps && size != from)) {
      node.refuse(fmt::format("an axis of {} cannot be expanded to {}{}", from, to,
                              counts ? " times the number of items" : ""));
    }
    if (is_batch && !in.merged) continue;
    const arma::uword out = is_batch || keeps || from != 1 ? from : size;
    if (out > largest_item / count) node.refuse("the output has too many elements");
    count *= out;
    result.view.shape.push_back(out);
    result.view.strides.push_back(from == 1 ? 0 : strides[in.sizes.size() - back]);
  }
  return result;
}

std::unique_ptr<Operator> expand_tensor(const NodeReader& node, const Constant& wanted) {
  const Shape& item = node.shape(0);
  BatchPlace batch = node.place(0);
  const Constant onnx = node.onnx_shape(0);
  const Shape sizes(onnx.integers.begin(), onnx.integers.end());
  const std::size_t from_end = batch.exists() ? sizes.size() - batch.axis : 0;
  const Expansion made = expansion(node, {sizes, from_end, batch.merged}, wanted);
  if (batch.exists()) batch.axis = made.rank - from_end;
  return view_operator(item, {made.view}, {batch});
}

/// A constant that is written out to the number of items, as a class token is.
std::unique_ptr<Operator> expand_constant(const NodeReader& node, const Constant& wanted) {
  const Constant& constant = *node.constant(0);
  std::size_t from_end = 0;
  for (std::size_t i = 0; i < wanted.integers.size(); ++i) {
    if (!wanted.counts_items(i)) continue;
    if (from_end > 0 || wanted.integers[i] != 1) {
      node.refuse("the shape has more than the number of items alone on one axis");
    }
    from_end = wanted.integers.size() - i;
  }
  if (from_end <= constant.shape.size() && constant.shape[constant.shape.size() - from_end] != 1) {
    node.refuse(fmt::format("a constant of shape {} cannot be repeated over the items",
                            to_string(constant.shape)));
  }
  if (n_elements(constant.shape) == 0) node.refuse("a constant has no elements");
  const Expansion made = expansion(node, {constant.shape, from_end, false}, wanted);
  const std::unique_ptr<Operator> view = view_operator(constant.shape, {made.view}, {no_batch});
  arma::fmat values(n_elements(made.view.shape), 1);
  const arma::fmat from = elements_of(node, constant);
  const arma::fmat* inputs[] = {&from};
  arma::fmat* outputs[] = {&values};
  view->forward({inputs, outputs});
  return std::make_unique<RepeatedConstant>(arma::vectorise(values), made.view.shape,
                                            BatchPlace{.axis = made.rank - from_end});
}

std::unique_ptr<Operator> make_expand(NodeReader& node) {
  node.require_inputs(2, 2);
  const Constant& wanted = node.size_constant(1, "shape");
  return node.constant(0) == nullptr ? expand_tensor(node, wanted) : expand_constant(node, wanted);
}

}  // namespace

OperatorEntry expand_operator() {
  return {
      .op = "Expand", .since = 8, .make = make_expand, .batch = BatchRule::anywhere, .moves = true};
}

}  // namespace lucarne
