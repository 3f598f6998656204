// SPDX-License-Identifier: MIT
#include "network/whole_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

/// Tensors and constants one after the other along an axis.
class Concat final : public Operator {
 public:
  struct Part {
    std::size_t input = 0;
    arma::fvec constant;    // empty: the input depends on the items
    arma::uword chunk = 0;  // elements that lie together
  };

  Concat(std::vector<Part> parts, arma::uword n_outer, Shape shape)
      : parts_(std::move(parts)), n_outer_(n_outer), shape_(std::move(shape)) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  void forward(const ForwardStep& step) const override {
    arma::fmat& out = *step.outputs[0];
    for_each_chunk([&](const Part& part, arma::uword from, arma::uword to) {
      const bool fixed = !part.constant.is_empty();
      for (arma::uword item = 0; item < out.n_cols; ++item) {
        const float* in = fixed ? part.constant.memptr() : step.inputs[part.input]->colptr(item);
        std::copy_n(in + from, part.chunk, out.colptr(item) + to);
      }
    });
  }

  void reverse(const ReverseStep& step) const override {
    const arma::fmat& gradient = *step.output_gradients[0];
    for_each_chunk([&](const Part& part, arma::uword from, arma::uword to) {
      if (!part.constant.is_empty() || step.input_gradients[part.input] == nullptr) return;
      arma::fmat& sum = step.input_gradients[part.input]->cleared();
      for (arma::uword item = 0; item < gradient.n_cols; ++item) {
        const float* in = gradient.colptr(item) + to;
        float* out = sum.colptr(item) + from;
        for (arma::uword i = 0; i < part.chunk; ++i) out[i] += in[i];
      }
    });
  }

 private:
  template <class Function>
  void for_each_chunk(const Function& function) const {
    arma::uword to = 0;
    for (arma::uword outer = 0; outer < n_outer_; ++outer) {
      for (const Part& part : parts_) {
        function(part, outer * part.chunk, to);
        to += part.chunk;
      }
    }
  }

  std::vector<Part> parts_;
  arma::uword n_outer_;
  Shape shape_;
};

/// A constant's shape as one item sees it: its axis of the batch, of size 1, repeats over the
/// items.
Shape item_shape_of(const NodeReader& node, const Constant& constant, const BatchPlace& batch) {
  Shape shape = constant.shape;
  if (!batch.exists()) return shape;
  if (batch.merged || batch.axis >= shape.size() || shape[batch.axis] != 1) {
    node.refuse(fmt::format(
        "a constant of shape {} is joined to tensors whose axis {} is the batch; size 1 is wanted "
        "there",
        to_string(shape), batch.axis));
  }
  shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(batch.axis));
  return shape;
}

std::unique_ptr<Operator> make_concat(NodeReader& node) {
  node.require_inputs(1, std::max<std::size_t>(node.n_inputs(), 1));
  std::size_t first = 0;
  while (first + 1 < node.n_inputs() && node.constant(first) != nullptr) ++first;
  Shape out = node.shape(first);
  const BatchPlace& batch = node.place(first);
  if (node.attribute("axis") == nullptr) node.refuse("attribute 'axis' is missing");
  const std::size_t axis = node.item_axis_of(first, node.integer("axis", 0));
  const auto at = out.begin() + static_cast<std::ptrdiff_t>(axis);
  const arma::uword n_outer = n_elements(Shape(out.begin(), at));
  const Shape wanted = out;
  arma::uword length = 0;
  std::vector<Concat::Part> parts;
  for (std::size_t i = 0; i < node.n_inputs(); ++i) {
    const bool fixed = node.constant(i) != nullptr;
    const Shape shape = fixed ? item_shape_of(node, *node.constant(i), batch) : node.shape(i);
    if (!fixed && node.place(i) != batch) {
      node.refuse(fmt::format("the batches of {} and {} stand at different places",
                              onnx_shape_text(wanted, batch),
                              onnx_shape_text(shape, node.place(i))));
    }
    bool fits = shape.size() == wanted.size();
    for (std::size_t k = 0; fits && k < shape.size(); ++k) {
      fits = k == axis || shape[k] == wanted[k];
    }
    if (!fits) {
      node.refuse(fmt::format("items of shapes {} and {} cannot be joined along axis {}",
                              to_string(wanted), to_string(shape), node.integer("axis", 0)));
    }
    length += shape[axis];
    parts.push_back({.input = i,
                     .constant = fixed ? elements_beside(node, i, "part") : arma::fvec(),
                     .chunk = n_elements(shape) / n_outer});
  }
  out[axis] = length;
  return std::make_unique<Concat>(std::move(parts), n_outer, std::move(out));
}

}  // namespace

OperatorEntry concat_operator() {
  return {.op = "Concat",
          .since = 4,
          .make = make_concat,
          .batch = BatchRule::anywhere,
          .all_data = true,
          .moves = true};
}

}  // namespace lucarne
