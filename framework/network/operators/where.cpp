// SPDX-License-Identifier: MIT
#include "network/broadcast_walk.hpp"
#include "network/whole_numbers.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

/// The second input where the first holds, else the third. The condition is a constant, or 0 and 1
/// computed from the items; it has no gradient, so none goes through it.
class Where final : public Operator {
 public:
  explicit Where(NodeReader& node) {
    std::array<Shape, 3> shapes;
    for (std::size_t i = 0; i < 3; ++i) {
      const Constant* constant = node.constant(i);
      shapes[i] = constant == nullptr ? node.shape(i) : constant->shape;
      shape_ = joint_shape(shape_, shapes[i]);
      if (constant == nullptr) continue;
      constants_[i] =
          i == 0 ? arma::conv_to<arma::fvec>::from(node.integer_constant(0, "condition").integers)
                 : alternative(node, i);
    }
    for (std::size_t i = 0; i < 3; ++i) {
      if (!broadcasts_to(shapes[i], shape_)) {
        node.refuse(fmt::format("items of shapes {}, {} and {} do not fit", to_string(shapes[0]),
                                to_string(shapes[1]), to_string(shapes[2])));
      }
      strides_[i] = broadcast_strides(shapes[i], shape_);
    }
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  bool takes_gradient(std::size_t input) const override { return input != 0; }

  void forward(const ForwardStep& step) const override {
    for (arma::uword item = 0; item < step.outputs[0]->n_cols; ++item) {
      const std::array in{elements(step.inputs, 0, item), elements(step.inputs, 1, item),
                          elements(step.inputs, 2, item)};
      float* out = step.outputs[0]->colptr(item);
      broadcast_walk(shape_, strides_, [&](arma::uword i, const auto& places) {
        const std::size_t chosen = in[0][places[0]] != 0.0F ? 1 : 2;
        out[i] = in[chosen][places[chosen]];
      });
    }
  }

  void reverse(const ReverseStep& step) const override {
    for (const std::size_t input : {1U, 2U}) {
      if (step.input_gradients[input] == nullptr) continue;
      arma::fmat& sum = step.input_gradients[input]->cleared();
      for (arma::uword item = 0; item < sum.n_cols; ++item) {
        const float* condition = elements(step.inputs, 0, item);
        const float* gradient = step.output_gradients[0]->colptr(item);
        float* out = sum.colptr(item);
        broadcast_walk(shape_, strides_, [&](arma::uword i, const auto& places) {
          const std::size_t chosen = condition[places[0]] != 0.0F ? 1 : 2;
          if (chosen == input) out[places[input]] += gradient[i];
        });
      }
    }
  }

 private:
  // Beside a condition that depends on the items both may be constants, of one kind.
  static arma::fvec alternative(const NodeReader& node, std::size_t input) {
    return elements_of(node, node.kind(input) == ElementKind::floats
                                 ? node.float_constant(input, "alternative")
                                 : node.integer_constant(input, "alternative"));
  }

  const float* elements(std::span<const arma::fmat* const> inputs, std::size_t input,
                        arma::uword item) const {
    return inputs[input] == nullptr ? constants_[input].memptr() : inputs[input]->colptr(item);
  }

  Shape shape_;
  std::array<std::vector<std::ptrdiff_t>, 3> strides_;
  std::array<arma::fvec, 3> constants_;
};

std::unique_ptr<Operator> make_where(NodeReader& node) {
  node.require_inputs(3, 3);
  return std::make_unique<Where>(node);
}

}  // namespace

OperatorEntry where_operator() {
  return {.op = "Where",
          .since = 9,
          .make = make_where,
          .batch = BatchRule::broadcast,
          .all_data = true,
          .kinds = KindRule::kept,
          .first_data = 1};
}

}  // namespace lucarne
