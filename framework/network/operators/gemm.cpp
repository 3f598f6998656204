// SPDX-License-Identifier: MIT
#include "network/dense_product.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

/// alpha x B + beta C with constant B and C. Alpha and beta go into weights and biases once.
class Gemm final : public Operator {
 public:
  Gemm(DenseProduct product, Shape shape)
      : product_(std::move(product)), shape_(std::move(shape)) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  void forward(const ForwardStep& step) const override {
    StepScratch scratch(step.scratch);
    product_.forward(*step.inputs[0], *step.outputs[0], scratch.get());
  }
  void reverse(const ReverseStep& step) const override {
    product_.reverse(*step.output_gradients[0], *step.input_gradients[0]);
  }
  const arma::fmat* weights() const override { return &product_.weights(); }
  std::unique_ptr<LinearMap> linear_map(const WeightChange& change,
                                        const arma::fvec& biases) const override {
    return dense_map(product_.weights(), biases, change);
  }
  bool holds_constant(std::size_t input) const override {
    return input == 1 && product_.holds_matrix();
  }
  arma::fvec held_elements(std::size_t /*input*/) const override { return product_.matrix(); }
  const arma::fvec* biases() const override {
    return product_.biases().is_empty() ? nullptr : &product_.biases();
  }

 private:
  DenseProduct product_;
  Shape shape_;
};

arma::fvec read_biases(const NodeReader& node, arma::uword n_units, float beta) {
  if (!node.has_input(2)) return {};
  const Constant& c = node.float_constant(2, "C");
  const arma::uword columns = c.shape.empty() ? 1 : c.shape.back();
  const bool one_row = c.shape.size() <= 2 && n_elements(c.shape) == columns;
  if (!one_row || (columns != 1 && columns != n_units)) {
    node.refuse(fmt::format("C has shape {} where 1, {} or 1 x {} is wanted", to_string(c.shape),
                            n_units, n_units));
  }
  arma::fvec biases(n_units);
  for (arma::uword unit = 0; unit < n_units; ++unit) {
    biases(unit) = beta * c.floats(columns == 1 ? 0 : unit);
  }
  return biases;
}

std::unique_ptr<Operator> make_gemm(NodeReader& node) {
  node.require_inputs(2, 3);
  const Shape& in = node.shape(0);
  const Constant& b = node.float_constant(1, "B");
  const float alpha = node.real("alpha", 1.0F);
  const float beta = node.real("beta", 1.0F);
  if (node.integer("transA", 0) != 0) {
    node.refuse("transA=1 puts the items into columns; only transA=0 is supported");
  }
  const bool units_first = node.integer("transB", 0) != 0;
  if (b.shape.size() != 2) {
    node.refuse(fmt::format("B has shape {}, a matrix is wanted", to_string(b.shape)));
  }
  const arma::uword n_inputs = b.shape[units_first ? 1 : 0];
  const arma::uword n_units = b.shape[units_first ? 0 : 1];
  // An item is one row, or several where a Reshape joined the batch with an axis of the items.
  const BatchPlace& batch = node.place(0);
  const std::size_t rank = onnx_rank(in, batch);
  const bool rows_first = !batch.exists() || batch.axis == 0;
  if (rank != 2 || !rows_first || in.back() != n_inputs) {
    node.refuse(
        fmt::format("items of shape {} meet a B that takes {} numbers", to_string(in), n_inputs));
  }
  Shape out = in;
  out.back() = n_units;
  return std::make_unique<Gemm>(
      DenseProduct(b, units_first, alpha, read_biases(node, n_units, beta)), std::move(out));
}

}  // namespace

OperatorEntry gemm_operator() {
  return {.op = "Gemm", .make = make_gemm, .batch = BatchRule::anywhere};
}

}  // namespace lucarne
