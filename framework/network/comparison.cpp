// SPDX-License-Identifier: MIT
#include "network/comparison.hpp"

#include "network/broadcast_walk.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

class Comparison final : public Operator {
 public:
  Comparison(NodeReader& node, bool (*holds)(float, float)) : holds_(holds) {
    std::array<Shape, 2> shapes;
    for (const std::size_t i : {0U, 1U}) {
      const Constant* constant = node.constant(i);
      shapes[i] = constant == nullptr ? node.shape(i) : constant->shape;
      if (constant == nullptr) continue;
      constants_[i] = constant->integral ? arma::conv_to<arma::fvec>::from(constant->integers)
                                         : constant->floats;
    }
    shape_ = joint_shape(shapes[0], shapes[1]);
    for (const std::size_t i : {0U, 1U}) {
      if (!broadcasts_to(shapes[i], shape_)) {
        node.refuse(fmt::format("items of shapes {} and {} cannot be compared",
                                to_string(shapes[0]), to_string(shapes[1])));
      }
      strides_[i] = broadcast_strides(shapes[i], shape_);
    }
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  bool differentiable() const override { return false; }

  void forward(const ForwardStep& step) const override {
    for (arma::uword item = 0; item < step.outputs[0]->n_cols; ++item) {
      const float* a = elements(step, 0, item);
      const float* b = elements(step, 1, item);
      float* out = step.outputs[0]->colptr(item);
      broadcast_walk(shape_, strides_, [&](arma::uword i, const auto& places) {
        out[i] = holds_(a[places[0]], b[places[1]]) ? 1.0F : 0.0F;
      });
    }
  }
  void reverse(const ReverseStep& /*step*/) const override {}

 private:
  const float* elements(const ForwardStep& step, std::size_t input, arma::uword item) const {
    return step.inputs[input] == nullptr ? constants_[input].memptr()
                                         : step.inputs[input]->colptr(item);
  }

  bool (*holds_)(float, float);
  Shape shape_;
  std::array<std::vector<std::ptrdiff_t>, 2> strides_;
  std::array<arma::fvec, 2> constants_;
};

}  // namespace

std::unique_ptr<Operator> comparison(NodeReader& node, bool (*holds)(float, float)) {
  node.require_inputs(2, 2);
  return std::make_unique<Comparison>(node, holds);
}

OperatorEntry comparison_entry(std::string_view op, int since,
                               std::unique_ptr<Operator> (*make)(NodeReader& node)) {
  return {.op = op,
          .since = since,
          .make = make,
          .batch = BatchRule::broadcast,
          .all_data = true,
          .kinds = KindRule::truths};
}

}  // namespace lucarne
