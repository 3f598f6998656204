// SPDX-License-Identifier: MIT
#include "network/gathered_rows.hpp"

#include "network/axis_vectors.hpp"
#include "network/whole_numbers.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

class GatheredRows final : public Operator {
 public:
  GatheredRows(const NodeReader& node, const Constant& table, std::size_t axis)
      : axis_(table.shape, axis, axis + 1),
        title_(node.title()),
        batch_(node.place(1)),
        n_indices_(n_elements(node.shape(1))) {
    // Floats stay where they are; whole numbers are converted once.
    if (table.integral) converted_ = elements_of(node, table);
    elements_ = table.integral ? converted_.memptr() : table.floats.memptr();
    const auto at = table.shape.begin() + static_cast<std::ptrdiff_t>(axis);
    shape_.assign(table.shape.begin(), at);
    shape_.insert(shape_.end(), node.shape(1).begin(), node.shape(1).end());
    shape_.insert(shape_.end(), at + 1, table.shape.end());
    if (batch_.exists()) batch_.axis += axis;
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  std::vector<BatchPlace> batch_places() const override { return {batch_}; }
  bool takes_gradient(std::size_t /*input*/) const override { return false; }
  bool differentiable() const override { return false; }

  void forward(const ForwardStep& step) const override {
    const arma::fmat& indices = *step.inputs[1];
    for (arma::uword item = 0; item < indices.n_cols; ++item) {
      float* out = step.outputs[0]->colptr(item);
      for (arma::uword i = 0; i < n_indices_; ++i) {
        const arma::uword place = checked(indices(i, item), item);
        for (arma::uword outer = 0; outer < axis_.n_outer; ++outer) {
          const float* row = elements_ + (outer * axis_.length + place) * axis_.n_inner;
          std::copy_n(row, axis_.n_inner, out + (outer * n_indices_ + i) * axis_.n_inner);
        }
      }
    }
  }
  void reverse(const ReverseStep& /*step*/) const override {}

 private:
  arma::uword checked(float index, arma::uword item) const {
    const auto length = static_cast<float>(axis_.length);
    const float from_start = index < 0.0F ? index + length : index;
    if (from_start >= 0.0F && from_start < length) return static_cast<arma::uword>(from_start);
    throw Error(fmt::format("{}: item {} holds the index {:.0f}; the table has places 0 to {}",
                            title_, item, index, axis_.length - 1));
  }

  AxisVectors axis_;
  std::string title_;
  BatchPlace batch_;
  arma::uword n_indices_;
  Shape shape_;
  arma::fvec converted_;
  const float* elements_ = nullptr;
};

}  // namespace

std::unique_ptr<Operator> gathered_rows(NodeReader& node, std::int64_t axis) {
  const Constant& table = *node.constant(0);
  if (node.kind(1) != ElementKind::integers) {
    node.refuse(fmt::format("the indices are {}; integers are wanted", kind_name(node.kind(1))));
  }
  if (n_elements(table.shape) == 0) node.refuse("the table has no elements");
  const std::size_t at = node.onnx_axis(axis, table.shape.size());
  if (static_cast<float>(table.shape[at]) >= whole_limit) {
    node.refuse(fmt::format("the table has {} places; fewer than {:.0f} are supported",
                            table.shape[at], whole_limit));
  }
  return std::make_unique<GatheredRows>(node, table, at);
}

}  // namespace lucarne
