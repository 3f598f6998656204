// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"

#include <algorithm>

namespace lucarne {

/// The same numbers for every item: a constant that was written out to the number of items.
class RepeatedConstant final : public Operator {
 public:
  /// requires: values.n_elem == n_elements(shape)
  RepeatedConstant(arma::fvec values, Shape shape, const BatchPlace& batch,
                   ElementKind kind = ElementKind::floats)
      : values_(std::move(values)), shape_(std::move(shape)), batch_(batch), kind_(kind) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  std::vector<BatchPlace> batch_places() const override { return {batch_}; }
  ElementKind output_kind(std::size_t /*output*/) const override { return kind_; }
  void forward(const ForwardStep& step) const override {
    for (arma::uword item = 0; item < step.outputs[0]->n_cols; ++item) {
      std::copy(values_.begin(), values_.end(), step.outputs[0]->colptr(item));
    }
  }
  void reverse(const ReverseStep& /*step*/) const override {}

 private:
  arma::fvec values_;
  Shape shape_;
  BatchPlace batch_;
  ElementKind kind_;
};

}  // namespace lucarne
