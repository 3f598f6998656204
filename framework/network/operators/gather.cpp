// SPDX-License-Identifier: MIT
#include "network/gathered_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

/// Slices of one axis by their numbers. One item is n_outer x length x n_inner elements.
class Gather final : public Operator {
 public:
  Gather(std::vector<arma::uword> places, arma::uword n_outer, arma::uword length,
         arma::uword n_inner, Shape shape, const BatchPlace& batch)
      : places_(std::move(places)),
        n_outer_(n_outer),
        length_(length),
        n_inner_(n_inner),
        shape_(std::move(shape)),
        batch_(batch) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  std::vector<BatchPlace> batch_places() const override { return {batch_}; }

  void forward(const ForwardStep& step) const override {
    const float* in = step.inputs[0]->memptr();
    float* out = step.outputs[0]->memptr();
    for_each_slice(step.inputs[0]->n_cols, [=, this](arma::uword from, arma::uword to) {
      std::copy_n(in + from, n_inner_, out + to);
    });
  }

  void reverse(const ReverseStep& step) const override {
    const float* gradient = step.output_gradients[0]->memptr();
    float* sum = step.input_gradients[0]->cleared().memptr();
    for_each_slice(step.output_gradients[0]->n_cols, [=, this](arma::uword from, arma::uword to) {
      for (arma::uword i = 0; i < n_inner_; ++i) sum[from + i] += gradient[to + i];
    });
  }

 private:
  template <class Function>
  void for_each_slice(arma::uword n_items, const Function& function) const {
    arma::uword to = 0;
    for (arma::uword outer = 0; outer < n_items * n_outer_; ++outer) {
      for (const arma::uword place : places_) {
        function((outer * length_ + place) * n_inner_, to);
        to += n_inner_;
      }
    }
  }

  std::vector<arma::uword> places_;
  arma::uword n_outer_;
  arma::uword length_;
  arma::uword n_inner_;
  Shape shape_;
  BatchPlace batch_;
};

std::unique_ptr<Operator> make_gather(NodeReader& node) {
  node.require_inputs(2, 2);
  if (node.constant(0) != nullptr && node.constant(1) == nullptr) {
    return gathered_rows(node, node.integer("axis", 0));
  }
  const Shape& in = node.shape(0);
  const Constant& indices = node.integer_constant(1, "indices");
  const std::int64_t attribute = node.integer("axis", 0);
  const std::size_t axis = node.item_axis_of(0, attribute);
  const auto size = static_cast<std::int64_t>(in[axis]);
  std::vector<arma::uword> places;
  for (const std::int64_t index : indices.integers) {
    if (index < -size || index >= size) {
      node.refuse(fmt::format("index {} is beyond the {} places of the axis", index, size));
    }
    places.push_back(static_cast<arma::uword>(index < 0 ? index + size : index));
  }
  if (places.empty()) node.refuse("there are no indices");
  const auto at = in.begin() + static_cast<std::ptrdiff_t>(axis);
  const Shape before(in.begin(), at);
  const Shape after(at + 1, in.end());
  Shape out = before;
  out.insert(out.end(), indices.shape.begin(), indices.shape.end());
  out.insert(out.end(), after.begin(), after.end());
  // The indices' axes take the place of one, which a batch behind it is moved by.
  BatchPlace batch = node.place(0);
  if (batch.exists() && batch.axis > node.onnx_axis(attribute, onnx_rank(in, batch))) {
    batch.axis = batch.axis + indices.shape.size() - 1;
  }
  return std::make_unique<Gather>(std::move(places), n_elements(before), in[axis],
                                  n_elements(after), std::move(out), batch);
}

}  // namespace

OperatorEntry gather_operator() {
  return {.op = "Gather", .make = make_gather, .batch = BatchRule::anywhere, .moves = true};
}

}  // namespace lucarne
