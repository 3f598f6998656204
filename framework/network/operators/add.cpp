// SPDX-License-Identifier: MIT
#include "network/operators/operator.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

/// Two tensors of the same shape.
class AddTensors final : public Operator {
 public:
  explicit AddTensors(Shape shape) : shape_(std::move(shape)) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  void forward(const ForwardStep& step) const override {
    *step.outputs[0] = *step.inputs[0] + *step.inputs[1];
  }
  void reverse(const ReverseStep& step) const override {
    for (GradientSum* share : step.input_gradients) {
      if (share != nullptr) share->add(*step.output_gradients[0]);
    }
  }

 private:
  Shape shape_;
};

/// The same numbers to every item.
class AddConstant final : public Operator {
 public:
  AddConstant(Shape shape, const Constant& constant, std::size_t data_input)
      : shape_(std::move(shape)), data_input_(data_input), addend_(n_elements(shape_)) {
    if (constant.shape.empty() || n_elements(constant.shape) == constant.shape.back()) {
      biases_ = constant.floats;
    }
    expand(constant);
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  const arma::fvec* biases() const override { return biases_.is_empty() ? nullptr : &biases_; }

  void forward(const ForwardStep& step) const override {
    const arma::fmat& in = *step.inputs[data_input_];
    for (arma::uword item = 0; item < in.n_cols; ++item) {
      const float* from = in.colptr(item);
      float* to = step.outputs[0]->colptr(item);
      for (arma::uword i = 0; i < in.n_rows; ++i) to[i] = from[i] + addend_[i];
    }
  }
  void reverse(const ReverseStep& step) const override {
    step.input_gradients[data_input_]->add(*step.output_gradients[0]);
  }

 private:
  // Dimensions are aligned at the end; a dimension of 1, or a missing one, repeats.
  void expand(const Constant& constant) {
    const Shape item = constant.shape.size() > shape_.size()
                           ? Shape(constant.shape.begin() + 1, constant.shape.end())
                           : constant.shape;
    for (arma::uword i = 0; i < addend_.n_elem; ++i) {
      arma::uword rest = i;
      arma::uword source = 0;
      arma::uword stride = 1;
      for (std::size_t back = 1; back <= item.size(); ++back) {
        const arma::uword size = shape_[shape_.size() - back];
        const arma::uword constant_size = item[item.size() - back];
        if (constant_size > 1) source += stride * (rest % size);
        stride *= constant_size;
        rest /= size;
      }
      addend_[i] = constant.floats[source];
    }
  }

  Shape shape_;
  std::size_t data_input_;
  arma::fvec addend_;  // one item's worth
  arma::fvec biases_;  // where only the last dimension varies
};

bool repeats_over(const Shape& constant, const Shape& item) {
  if (constant.size() > item.size() + 1) return false;
  for (std::size_t back = 1; back <= constant.size(); ++back) {
    const arma::uword wanted = back <= item.size() ? item[item.size() - back] : 1;
    const arma::uword found = constant[constant.size() - back];
    if (found != 1 && found != wanted) return false;
  }
  return true;
}

std::unique_ptr<Operator> make(NodeReader& node) {
  node.require_inputs(2, 2);
  for (const std::size_t data : {0U, 1U}) {
    const std::size_t other = 1 - data;
    if (node.constant(other) == nullptr) continue;
    const Constant& constant = node.float_constant(other, "addend");
    const Shape& shape = node.shape(data);
    if (!repeats_over(constant.shape, shape)) {
      node.refuse(fmt::format(
          "a constant of shape {} cannot be added to items of shape {}: it is to have the item's "
          "sizes, or 1, aligned at the end, and 1 for the batch",
          to_string(constant.shape), to_string(shape)));
    }
    return std::make_unique<AddConstant>(shape, constant, data);
  }
  if (node.shape(0) != node.shape(1)) {
    node.refuse(fmt::format("items of shapes {} and {} are added; only equal shapes are supported",
                            to_string(node.shape(0)), to_string(node.shape(1))));
  }
  return std::make_unique<AddTensors>(node.shape(0));
}

}  // namespace

OperatorEntry add_operator() { return {.op = "Add", .make = make}; }

}  // namespace lucarne
