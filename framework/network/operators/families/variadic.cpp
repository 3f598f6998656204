// SPDX-License-Identifier: MIT
#include "network/broadcast.hpp"

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

struct SumOfAll {
  static constexpr bool linear = true;
  static float join(float a, float b) { return a + b; }
};

struct MeanOfAll : SumOfAll {};

// A NaN stays one, whichever operand it is in.
struct MaxOfAll {
  static constexpr bool linear = false;
  static float join(float a, float b) { return a > b || std::isnan(a) ? a : b; }
};

struct MinOfAll {
  static constexpr bool linear = false;
  static float join(float a, float b) { return a < b || std::isnan(a) ? a : b; }
};

/// Any number of inputs, joined one after the other, with broadcasting.
template <class Function>
class Variadic final : public Operator {
 public:
  explicit Variadic(Operands operands)
      : operands_(std::move(operands.operands)), shape_(std::move(operands.result)) {
    for (const Operand& operand : operands_) runs_.emplace_back(shape_, operand);
    if (std::is_same_v<Function, MeanOfAll>) scale_ = 1.0F / static_cast<float>(operands_.size());
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  void forward(const ForwardStep& step) const override {
    arma::fmat& result = *step.outputs[0];
    float* y = result.memptr();
    for (std::size_t k = 0; k < operands_.size(); ++k) {
      const float* x = operands_[k].elements(step.inputs[k]);
      runs_[k].for_each(result.n_cols, [=](const auto& at, arma::uword n, auto stride, auto) {
        float* out = y + at[0];
        const float* in = x + at[1];
        if (k == 0) {
          for (arma::uword i = 0; i < n; ++i) out[i] = in[i * stride()];
        } else {
          for (arma::uword i = 0; i < n; ++i) {
            out[i] = Function::join(out[i], in[i * stride()]);
          }
        }
      });
    }
    if (scale_ != 1.0F) {
      for (arma::uword i = 0; i < result.n_elem; ++i) y[i] *= scale_;
    }
  }

  void reverse(const ReverseStep& step) const override {
    const float* dy = step.output_gradients[0]->memptr();
    const float* y = step.outputs[0]->memptr();
    const arma::uword n_items = step.outputs[0]->n_cols;
    const std::vector<float> parts = shares_of_equals(step);
    const float* part = parts.data();
    const float scale = scale_;
    for (std::size_t k = 0; k < operands_.size(); ++k) {
      if (step.input_gradients[k] == nullptr) continue;
      const float* x = operands_[k].elements(step.inputs[k]);
      const auto share = [=](const auto& at, arma::uword i, auto stride, auto) {
        if constexpr (Function::linear) {
          return scale * dy[at[0] + i];
        } else {
          return x[at[1] + i * stride()] == y[at[0] + i] ? part[at[0] + i] * dy[at[0] + i] : 0.0F;
        }
      };
      add_shares(runs_[k], operands_[k], 1, n_items, step.outputs[0]->n_rows,
                 *step.input_gradients[k], share);
    }
  }

 private:
  /// The extremum's gradient goes in equal shares to all operands that are it, as PyTorch does.
  std::vector<float> shares_of_equals(const ReverseStep& step) const {
    if (Function::linear) return {};
    const float* y = step.outputs[0]->memptr();
    std::vector<float> counts(step.outputs[0]->n_elem);
    float* count = counts.data();
    for (std::size_t k = 0; k < operands_.size(); ++k) {
      const float* x = operands_[k].elements(step.inputs[k]);
      runs_[k].for_each(step.outputs[0]->n_cols,
                        [=](const auto& at, arma::uword n, auto stride, auto) {
                          for (arma::uword i = 0; i < n; ++i) {
                            const bool equal = x[at[1] + i * stride()] == y[at[0] + i];
                            count[at[0] + i] += equal ? 1.0F : 0.0F;
                          }
                        });
    }
    for (float& value : counts) value = 1.0F / value;
    return counts;
  }

  std::vector<Operand> operands_;
  std::vector<BroadcastRuns> runs_;
  Shape shape_;
  float scale_ = 1.0F;
};

template <class Function>
std::unique_ptr<Operator> make_variadic(NodeReader& node) {
  node.require_inputs(1, node.n_inputs());
  return std::make_unique<Variadic<Function>>(Operands(node));
}

}  // namespace

std::span<const OperatorEntry> variadic_operators() {
  static constexpr OperatorEntry entries[] = {
      {.op = "Sum",
       .make = make_variadic<SumOfAll>,
       .batch = BatchRule::broadcast,
       .all_data = true},
      {.op = "Mean",
       .make = make_variadic<MeanOfAll>,
       .batch = BatchRule::broadcast,
       .all_data = true},
      {.op = "Max",
       .make = make_variadic<MaxOfAll>,
       .batch = BatchRule::broadcast,
       .all_data = true,
       .kinds = KindRule::numbers},
      {.op = "Min",
       .make = make_variadic<MinOfAll>,
       .batch = BatchRule::broadcast,
       .all_data = true,
       .kinds = KindRule::numbers},
  };
  return entries;
}

}  // namespace lucarne
