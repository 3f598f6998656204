// SPDX-License-Identifier: MIT
#include "network/batched_product.hpp"
#include "network/broadcast_walk.hpp"
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

 private:
  DenseProduct product_;
  Shape shape_;
};

/// Where the batch is counted from the end of ONNX's axes; 0 where there is none.
std::size_t batch_from_end(const NodeReader& node, std::size_t input) {
  const BatchPlace& batch = node.place(input);
  return batch.exists() ? onnx_rank(node.shape(input), batch) - batch.axis : 0;
}

[[noreturn]] void refuse_batch(const NodeReader& node, std::size_t input) {
  node.refuse(fmt::format(
      "the batch of input {}, {}, is among the axes that the product sums over or does not meet "
      "the other's",
      input + 1, onnx_shape_text(node.shape(input), node.place(input))));
}

std::unique_ptr<Operator> dense(const NodeReader& node, const Constant& b) {
  const Shape& in = node.shape(0);
  if (batch_from_end(node, 0) == 1) refuse_batch(node, 0);
  if (in.empty() || in.back() != b.shape[0]) {
    node.refuse(fmt::format("items of shape {} meet a right factor that takes {} numbers",
                            to_string(in), b.shape[0]));
  }
  Shape out = in;
  out.back() = b.shape[1];
  return std::make_unique<MatMul>(DenseProduct(b, false, 1.0F, {}), out);
}

/// A factor as one item sees it. `from_end` is where the other's batch is counted from the end.
BatchedProduct::Factor read_factor(const NodeReader& node, std::size_t input, std::size_t from_end,
                                   bool merged) {
  const Constant* constant = node.constant(input);
  if (constant == nullptr) return {.shape = node.shape(input)};
  BatchedProduct::Factor factor{.shape = constant->shape,
                                .per_item = false,
                                .constant = node.float_constant(input, "factor").floats};
  if (from_end == 0 || factor.shape.size() < from_end) return factor;
  const auto axis = factor.shape.end() - static_cast<std::ptrdiff_t>(from_end);
  if (*axis != 1) {
    node.refuse(fmt::format("a constant factor of shape {} has size {} where the batch is",
                            to_string(factor.shape), *axis));
  }
  if (!merged) factor.shape.erase(axis);
  return factor;
}

std::unique_ptr<Operator> batched(const NodeReader& node) {
  const std::size_t first = node.constant(0) == nullptr ? 0 : 1;
  BatchPlace batch = node.place(first);
  const std::size_t from_end = batch_from_end(node, first);
  std::size_t rank = 0;
  for (const std::size_t i : {0U, 1U}) {
    const Constant* constant = node.constant(i);
    rank = std::max(rank, constant != nullptr ? constant->shape.size()
                                              : onnx_rank(node.shape(i), node.place(i)));
    if (constant != nullptr) continue;
    const BatchPlace& other = node.place(i);
    const bool meets =
        batch_from_end(node, i) == from_end && other.merged == batch.merged &&
        other.outer == batch.outer &&
        (!batch.merged || node.shape(i)[other.axis] == node.shape(first)[batch.axis]);
    // The last two axes are the matrix's own.
    if (!meets || from_end == 1 || from_end == 2) refuse_batch(node, i);
  }
  BatchedProduct::Factor left = read_factor(node, 0, from_end, batch.merged);
  BatchedProduct::Factor right = read_factor(node, 1, from_end, batch.merged);
  const std::string shapes =
      fmt::format("factors of shapes {} and {}", to_string(left.shape), to_string(right.shape));
  if (left.shape.empty() || right.shape.empty()) {
    node.refuse(shapes + " are multiplied; a scalar is no matrix");
  }
  // A factor of one axis is a row from the left and a column from the right, and leaves the output.
  const bool row = left.shape.size() == 1;
  const bool column = right.shape.size() == 1;
  if (row) left.shape.insert(left.shape.begin(), 1);
  if (column) right.shape.push_back(1);
  const Shape a(left.shape.begin(), left.shape.end() - 2);
  const Shape b(right.shape.begin(), right.shape.end() - 2);
  Shape out = joint_shape(a, b);
  if (left.shape.back() != right.shape[right.shape.size() - 2] || !broadcasts_to(a, out) ||
      !broadcasts_to(b, out)) {
    node.refuse(shapes + " do not fit");
  }
  if (!row) out.push_back(left.shape[left.shape.size() - 2]);
  if (!column) out.push_back(right.shape.back());
  if (batch.exists()) batch.axis = rank - from_end;
  return std::make_unique<BatchedProduct>(std::move(left), std::move(right), std::move(out), batch);
}

std::unique_ptr<Operator> make_mat_mul(NodeReader& node) {
  node.require_inputs(2, 2);
  const Constant* right = node.constant(1);
  if (right != nullptr && right->shape.size() == 2) {
    return dense(node, node.float_constant(1, "right factor"));
  }
  return batched(node);
}

}  // namespace

OperatorEntry mat_mul_operator() {
  return {.op = "MatMul", .make = make_mat_mul, .batch = BatchRule::anywhere, .all_data = true};
}

}  // namespace lucarne
