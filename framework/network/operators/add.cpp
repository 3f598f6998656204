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

/// The same numbers to every item. Only the dimensions over which the constant varies are written
/// out: element i of an item gets addend (i / n_inner) % addends.
class AddConstant final : public Operator {
 public:
  AddConstant(Shape shape, const Constant& constant, std::size_t data_input)
      : shape_(std::move(shape)), data_input_(data_input) {
    if (constant.shape.empty() || n_elements(constant.shape) == constant.shape.back()) {
      biases_ = constant.floats;
    }
    // Sizes aligned with the item's: dimensions are aligned at the end, missing ones are 1.
    Shape sizes(shape_.size(), 1);
    for (std::size_t back = 1; back <= std::min(sizes.size(), constant.shape.size()); ++back) {
      sizes[sizes.size() - back] = constant.shape[constant.shape.size() - back];
    }
    const auto varies = [](arma::uword size) { return size != 1; };
    const auto first = std::ranges::find_if(sizes, varies);
    const auto last = std::find_if(sizes.rbegin(), sizes.rend(), varies).base();
    if (first == sizes.end()) {
      n_inner_ = n_elements(shape_);
      addends_ = constant.floats;
      return;
    }
    const auto begin = shape_.begin() + (first - sizes.begin());
    const auto end = shape_.begin() + (last - sizes.begin());
    n_inner_ = n_elements(Shape(end, shape_.end()));
    addends_ = repeated(constant.floats, Shape(first, last), Shape(begin, end));
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  const arma::fvec* biases() const override { return biases_.is_empty() ? nullptr : &biases_; }

  void forward(const ForwardStep& step) const override {
    const float* from = step.inputs[data_input_]->memptr();
    float* to = step.outputs[0]->memptr();
    const float* addends = addends_.memptr();
    const arma::uword n_addends = addends_.n_elem;
    const arma::uword n_periods = step.outputs[0]->n_elem / (n_addends * n_inner_);
    for (arma::uword period = 0; period < n_periods; ++period) {
      if (n_inner_ == 1) {
        for (arma::uword i = 0; i < n_addends; ++i) to[i] = from[i] + addends[i];
      } else {
        for (arma::uword i = 0; i < n_addends * n_inner_; ++i) {
          to[i] = from[i] + addends[i / n_inner_];
        }
      }
      from += n_addends * n_inner_;
      to += n_addends * n_inner_;
    }
  }
  void reverse(const ReverseStep& step) const override {
    step.input_gradients[data_input_]->add(*step.output_gradients[0]);
  }

 private:
  /// `values` of shape `sizes` written out for `wanted`, which differs where a size is 1.
  static arma::fvec repeated(const arma::fvec& values, const Shape& sizes, const Shape& wanted) {
    arma::fvec out(n_elements(wanted));
    for (arma::uword i = 0; i < out.n_elem; ++i) {
      arma::uword rest = i;
      arma::uword source = 0;
      arma::uword stride = 1;
      for (std::size_t axis = sizes.size(); axis-- > 0;) {
        if (sizes[axis] > 1) source += stride * (rest % wanted[axis]);
        stride *= sizes[axis];
        rest /= wanted[axis];
      }
      out[i] = values[source];
    }
    return out;
  }

  Shape shape_;
  std::size_t data_input_;
  arma::uword n_inner_ = 1;
  arma::fvec addends_;
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
