// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"

#include <array>

namespace lucarne {

/// Products of matrices that stand in the last two axes, the axes before them broadcast: one factor
/// may be the same for every item. Shapes are those of one item, with two axes at least.
class BatchedProduct final : public Operator {
 public:
  /// One factor of one item.
  struct Factor {
    Shape shape;
    bool per_item = true;
    arma::fvec constant = {};  ///< where it is not
  };

  /// `result` is the output's shape, where a factor had one axis only and the output lacks it.
  /// requires: the shapes fit
  BatchedProduct(Factor left, Factor right, Shape result, const BatchPlace& batch);

  std::vector<Shape> output_shapes() const override { return {result_}; }
  std::vector<BatchPlace> batch_places() const override { return {batch_}; }
  void forward(const ForwardStep& step) const override;
  void reverse(const ReverseStep& step) const override;

 private:
  const float* elements(std::span<const arma::fmat* const> inputs, std::size_t factor,
                        arma::uword item) const;

  std::array<Factor, 2> factors_;
  Shape result_;
  BatchPlace batch_;
  arma::uword n_rows_ = 0;
  arma::uword n_inner_ = 0;
  arma::uword n_columns_ = 0;
  std::vector<std::array<arma::uword, 2>> pairs_;  // which matrix meets which
};

}  // namespace lucarne
