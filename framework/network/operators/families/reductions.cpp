// SPDX-License-Identifier: MIT
#include "network/broadcast.hpp"
#include "network/reduced_axes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>

namespace lucarne {
namespace {

// Each gives
//   start         what the accumulator begins with
//   join(a, x)    the accumulator after one more element
//   finish(a, n)  the result of n elements
//   slope(x, y, n), the derivative of the result y with respect to an element x
//   unmoved       the result of one element is that element

struct Sum {
  static constexpr double start = 0;
  static constexpr bool unmoved = true;
  static double join(double sum, double x) { return sum + x; }
  static double finish(double sum, double) { return sum; }
  static double slope(double, double, double) { return 1; }
};

struct Mean : Sum {
  static double finish(double sum, double n) { return sum / n; }
  static double slope(double, double, double n) { return 1 / n; }
};

struct L1 {
  static constexpr double start = 0;
  static constexpr bool unmoved = false;
  static double join(double sum, double x) { return sum + std::abs(x); }
  static double finish(double sum, double) { return sum; }
  static double slope(double x, double, double) { return x > 0 ? 1 : x < 0 ? -1 : 0; }
};

struct SumSquare {
  static constexpr double start = 0;
  static constexpr bool unmoved = false;
  static double join(double sum, double x) { return sum + x * x; }
  static double finish(double sum, double) { return sum; }
  static double slope(double x, double, double) { return 2 * x; }
};

struct L2 : SumSquare {
  static double finish(double sum, double) { return std::sqrt(sum); }
  // At the origin, where there is no slope, 0 as in PyTorch.
  static double slope(double x, double y, double) { return y == 0 ? 0 : x / y; }
};

struct LogSum {
  static constexpr double start = 0;
  static constexpr bool unmoved = false;
  static double join(double sum, double x) { return sum + x; }
  static double finish(double sum, double) { return std::log(sum); }
  static double slope(double, double y, double) { return std::exp(-y); }
};

// The largest element is taken off beforehand, so that nothing overflows.
struct LogSumExp {
  static constexpr double start = 0;
  static constexpr bool unmoved = true;
  static double join(double sum, double x) { return sum + std::exp(x); }
  static double finish(double sum, double) { return std::log(sum); }
  static double slope(double x, double y, double) { return std::exp(x - y); }
};

// Elements equal to the extremum share its gradient, as in PyTorch's amax and amin. A NaN stays
// one.
struct Max {
  static constexpr double start = -std::numeric_limits<double>::infinity();
  static constexpr bool unmoved = true;
  static double join(double a, double x) { return a > x || std::isnan(a) ? a : x; }
  static double finish(double a, double) { return a; }
};

struct Min {
  static constexpr double start = std::numeric_limits<double>::infinity();
  static constexpr bool unmoved = true;
  static double join(double a, double x) { return a < x || std::isnan(a) ? a : x; }
  static double finish(double a, double) { return a; }
};

struct Prod {
  static constexpr double start = 1;
  static constexpr bool unmoved = true;
  static double join(double a, double x) { return a * x; }
  static double finish(double a, double) { return a; }
};

template <class Function>
class Reduction final : public Operator {
 public:
  explicit Reduction(const ReducedAxes& axes)
      : result_(axes.result),
        batch_(axes.batch),
        n_result_(n_elements(axes.kept)),
        n_reduced_(static_cast<double>(n_elements(axes.input)) / static_cast<double>(n_result_)),
        runs_(axes.input, {.shape = axes.kept}) {}

  std::vector<Shape> output_shapes() const override { return {result_}; }
  std::vector<BatchPlace> batch_places() const override { return {batch_}; }

  void forward(const ForwardStep& step) const override {
    const arma::fmat& in = *step.inputs[0];
    float* y = step.outputs[0]->memptr();
    StepScratch scratch(step.scratch);
    const arma::uword n = n_result_ * in.n_cols;
    double* values = doubles(scratch.get(), 2 * n);
    if constexpr (std::is_same_v<Function, LogSumExp>) {
      double* shifts = values + n;
      join_all(in, Max::start, shifts,
               [](double a, double x, arma::uword) { return Max::join(a, x); });
      join_all(in, Function::start, values, [&](double a, double x, arma::uword at) {
        return Function::join(a, x - shifts[at]);
      });
      for (arma::uword i = 0; i < n; ++i) {
        y[i] = static_cast<float>(shifts[i] + Function::finish(values[i], n_reduced_));
      }
    } else {
      join_all(in, Function::start, values,
               [](double a, double x, arma::uword) { return Function::join(a, x); });
      for (arma::uword i = 0; i < n; ++i) {
        y[i] = static_cast<float>(Function::finish(values[i], n_reduced_));
      }
    }
  }

  void reverse(const ReverseStep& step) const override {
    const arma::fmat& in = *step.inputs[0];
    const float* y = step.outputs[0]->memptr();
    StepScratch scratch(step.scratch);
    const arma::uword n = n_result_ * in.n_cols;
    if constexpr (std::is_same_v<Function, Max> || std::is_same_v<Function, Min>) {
      double* equals = doubles(scratch.get(), n);
      join_all(in, 0, equals, [&](double count, double x, arma::uword at) {
        return count + (x == static_cast<double>(y[at]) ? 1 : 0);
      });
      spread(step, [&](double x, arma::uword at) {
        return x == static_cast<double>(y[at]) ? 1 / equals[at] : 0;
      });
    } else if constexpr (std::is_same_v<Function, Prod>) {
      // The product of the others, without dividing by zero.
      double* zeros = doubles(scratch.get(), 2 * n);
      double* others = zeros + n;
      join_all(in, 0, zeros,
               [](double count, double x, arma::uword) { return count + (x == 0 ? 1 : 0); });
      join_all(in, 1, others, [](double a, double x, arma::uword) { return x == 0 ? a : a * x; });
      spread(step, [&](double x, arma::uword at) {
        if (x == 0) return zeros[at] == 1 ? others[at] : 0.0;
        return zeros[at] == 0 ? others[at] / x : 0.0;
      });
    } else {
      spread(step, [&](double x, arma::uword at) {
        return Function::slope(x, static_cast<double>(y[at]), n_reduced_);
      });
    }
  }

 private:
  static double* doubles(Scratch& scratch, arma::uword n) {
    return new (scratch.take(2 * n)) double[n];
  }

  /// For each element of the result, join(so far, element, result's place) over all elements that
  /// are reduced to it, in memory order.
  template <class Join>
  void join_all(const arma::fmat& in, double start, double* values, const Join& join) const {
    std::fill_n(values, n_result_ * in.n_cols, start);
    const float* x = in.memptr();
    runs_.for_each(in.n_cols, [&](const auto& at, arma::uword n, auto stride, auto) {
      double* value = values + at[1];
      for (arma::uword i = 0; i < n; ++i) {
        value[i * stride()] =
            join(value[i * stride()], static_cast<double>(x[at[0] + i]), at[1] + i * stride());
      }
    });
  }

  /// Gives each element slope(element, result's place) times the gradient of its result.
  template <class Slope>
  void spread(const ReverseStep& step, const Slope& slope) const {
    const float* x = step.inputs[0]->memptr();
    const float* dy = step.output_gradients[0]->memptr();
    float* dx = step.input_gradients[0]->cleared().memptr();
    runs_.for_each(step.inputs[0]->n_cols, [&](const auto& at, arma::uword n, auto stride, auto) {
      for (arma::uword i = 0; i < n; ++i) {
        const arma::uword result = at[1] + i * stride();
        dx[at[0] + i] += static_cast<float>(static_cast<double>(dy[result]) *
                                            slope(static_cast<double>(x[at[0] + i]), result));
      }
    });
  }

  Shape result_;
  BatchPlace batch_;
  arma::uword n_result_;
  double n_reduced_;
  BroadcastRuns runs_;  // over the input, in which the result is an operand that is repeated
};

template <class Function, int input_since>
std::unique_ptr<Operator> make_reductions(NodeReader& node) {
  const ReducedAxes axes(node, input_since);
  if (axes.none && !Function::unmoved) {
    node.refuse(
        "noop_with_empty_axes without axes, whose meaning for this operator is not settled");
  }
  return std::make_unique<Reduction<Function>>(axes);
}

}  // namespace

std::span<const OperatorEntry> reductions_operators() {
  static constexpr OperatorEntry entries[] = {
      {.op = "ReduceSum",
       .make = make_reductions<Sum, 13>,
       .batch = BatchRule::anywhere,
       .kinds = KindRule::numbers},
      {.op = "ReduceMean", .make = make_reductions<Mean, 18>, .batch = BatchRule::anywhere},
      {.op = "ReduceMax",
       .make = make_reductions<Max, 18>,
       .batch = BatchRule::anywhere,
       .kinds = KindRule::numbers},
      {.op = "ReduceMin",
       .make = make_reductions<Min, 18>,
       .batch = BatchRule::anywhere,
       .kinds = KindRule::numbers},
      {.op = "ReduceProd",
       .make = make_reductions<Prod, 18>,
       .batch = BatchRule::anywhere,
       .kinds = KindRule::numbers},
      {.op = "ReduceL1", .make = make_reductions<L1, 18>, .batch = BatchRule::anywhere},
      {.op = "ReduceL2", .make = make_reductions<L2, 18>, .batch = BatchRule::anywhere},
      {.op = "ReduceSumSquare",
       .make = make_reductions<SumSquare, 18>,
       .batch = BatchRule::anywhere},
      {.op = "ReduceLogSum", .make = make_reductions<LogSum, 18>, .batch = BatchRule::anywhere},
      {.op = "ReduceLogSumExp",
       .make = make_reductions<LogSumExp, 18>,
       .batch = BatchRule::anywhere},
  };
  return entries;
}

}  // namespace lucarne
