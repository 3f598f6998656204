// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"

#include <array>
#include <type_traits>
#include <vector>

namespace lucarne {

/// One operand of an operator that works element by element.
struct Operand {
  Shape shape;           ///< of one item; of a constant without the batch's axis
  bool per_item = true;  ///< false: the same numbers to every item, those in `constant`
  arma::fvec constant = {};

  /// Where its elements lie for one forward step; `input` is nullptr for a constant.
  const float* elements(const arma::fmat* input) const {
    return per_item ? input->memptr() : constant.memptr();
  }
};

/// What ONNX's broadcasting makes of all inputs of a node: dimensions are aligned at the end, sizes
/// of 1 are repeated. The graph has seen to the batch (BatchRule::broadcast).
struct Operands {
  /// throws: Error where the shapes do not fit, or a constant does not hold floats
  explicit Operands(const NodeReader& node);

  std::vector<Operand> operands;
  Shape result;  ///< of one item
};

/// The order in which up to two operands are read while a result is written in memory order: runs,
/// as long as possible, in which each operand's elements lie side by side (stride 1) or are one
/// number that is repeated (stride 0). Made once; the batch is part of a run where that can be.
class BroadcastRuns {
 public:
  BroadcastRuns(const Shape& result, const Operand& a, const Operand& b);
  BroadcastRuns(const Shape& result, const Operand& a);

  /// The result and all operands are one run each over the whole batch, side by side.
  bool side_by_side() const {
    return dims_.size() == 1 && dims_[0].steps == std::array<arma::uword, 3>{1, 1, 1};
  }
  /// Elements of a run, for one item where the batch is part of it.
  arma::uword length() const { return dims_.back().size; }

  /// Calls run(at, length, stride_a, stride_b) for every run: `at` says where the result's, a's and
  /// b's elements begin, the strides are integral constants so that the loop inside is compiled for
  /// each combination.
  template <class Run>
  void for_each(arma::uword n_items, const Run& run) const {
    visit(0, {0, 0, 0}, n_items, run);
  }

  using Place = std::array<arma::uword, 3>;  ///< of the result, a and b

 private:
  struct Dim {
    arma::uword size = 1;  ///< of the first: for each item
    Place steps;
  };

  template <class Run>
  void visit(std::size_t level, Place at, arma::uword n_items, const Run& run) const {
    const Dim& dim = dims_[level];
    const arma::uword size = level == 0 ? dim.size * n_items : dim.size;
    if (level + 1 < dims_.size()) {
      for (arma::uword i = 0; i < size; ++i) {
        visit(level + 1, at, n_items, run);
        for (std::size_t k = 0; k < at.size(); ++k) at[k] += dim.steps[k];
      }
      return;
    }
    constexpr std::integral_constant<arma::uword, 0> repeated;
    constexpr std::integral_constant<arma::uword, 1> adjacent;
    if (dim.steps[1] == 1 && dim.steps[2] == 1) {
      run(at, size, adjacent, adjacent);
    } else if (dim.steps[1] == 1) {
      run(at, size, adjacent, repeated);
    } else if (dim.steps[2] == 1) {
      run(at, size, repeated, adjacent);
    } else {
      run(at, size, repeated, repeated);
    }
  }

  std::vector<Dim> dims_;  // the first goes over the batch
};

/// Adds share(at, i, stride_a, stride_b), what element i of a run gives to operand `which` (1: a,
/// 2: b), to that operand's gradient. Summed in double where the operand was repeated.
/// requires: the operand is per item
template <class Share>
void add_shares(const BroadcastRuns& runs, const Operand& operand, std::size_t which,
                arma::uword n_items, arma::uword n_result, GradientSum& gradient,
                const Share& share) {
  if (runs.side_by_side()) {
    constexpr std::integral_constant<arma::uword, 1> adjacent;
    const BroadcastRuns::Place start{0, 0, 0};
    gradient.add_elements([&](arma::uword i) { return share(start, i, adjacent, adjacent); });
    return;
  }
  const arma::uword n_own = n_elements(operand.shape);
  float* sum = gradient.cleared().memptr();
  if (n_own == n_result) {
    runs.for_each(n_items, [&](const auto& at, arma::uword n, auto stride_a, auto stride_b) {
      float* out = sum + at[0];
      for (arma::uword i = 0; i < n; ++i) out[i] += share(at, i, stride_a, stride_b);
    });
    return;
  }
  std::vector<double> sums(n_own * n_items);
  runs.for_each(n_items, [&](const auto& at, arma::uword n, auto stride_a, auto stride_b) {
    double* out = sums.data() + at[which];
    const arma::uword stride = which == 1 ? stride_a() : stride_b();
    for (arma::uword i = 0; i < n; ++i) {
      out[i * stride] += static_cast<double>(share(at, i, stride_a, stride_b));
    }
  });
  for (arma::uword i = 0; i < sums.size(); ++i) sum[i] += static_cast<float>(sums[i]);
}

}  // namespace lucarne
