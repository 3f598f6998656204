// SPDX-License-Identifier: MIT
#include "network/dense_product.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

/// Items times a constant matrix from the right: the items' last dimension is contracted, those
/// before it are so many rows.
class MatMul final : public Operator {
 public:
  MatMul(DenseProduct product, Shape shape)
      : product_(std::move(product)), shape_(std::move(shape)) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  void forward(const ForwardStep& step) const override {
    product_.forward(*step.inputs[0], *step.outputs[0]);
  }
  void reverse(const ReverseStep& step) const override {
    product_.reverse(*step.output_gradients[0], *step.input_gradients[0]);
  }
  const arma::fmat* weights() const override { return &product_.weights(); }

 private:
  DenseProduct product_;
  Shape shape_;
};

std::unique_ptr<Operator> make(NodeReader& node) {
  node.require_inputs(2, 2);
  if (node.constant(1) == nullptr) {
    node.refuse(
        "both factors depend on the items, or the constant stands left; only items times a "
        "constant matrix are supported");
  }
  const Shape& in = node.shape(0);
  const Constant& b = node.float_constant(1, "right factor");
  if (b.shape.size() != 2) {
    node.refuse(
        fmt::format("the right factor has shape {}, a matrix is wanted", to_string(b.shape)));
  }
  if (in.empty() || in.back() != b.shape[0]) {
    node.refuse(fmt::format("items of shape {} meet a right factor that takes {} numbers",
                            to_string(in), b.shape[0]));
  }
  Shape out = in;
  out.back() = b.shape[1];
  return std::make_unique<MatMul>(DenseProduct(b, false, 1.0F, {}), out);
}

}  // namespace

OperatorEntry mat_mul_operator() { return {.op = "MatMul", .make = make}; }

}  // namespace lucarne
