// SPDX-License-Identifier: MIT
#include "network/axis_vectors.hpp"
#include "network/channel_axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace lucarne {
namespace {

/// Rows of an item, each brought to mean 0 and variance 1, then scaled and shifted. Element i of an
/// item takes factor and bias (i / inner) % factors.
struct Rows {
  Shape shape;
  arma::uword length = 1;  ///< of a row, elements side by side
  arma::uword inner = 1;
  arma::fvec factors = {};
  arma::fvec biases = {};
  double epsilon = 1e-5;
  Shape per_row = {};  ///< the shape of what is one number for each row
};

/// A sum in double as eight, which need not wait for one another.
class LaneSums {
 public:
  template <class Term>
  void add(arma::uword count, const Term& term) {
    arma::uword i = 0;
    for (; i + n_lanes <= count; i += n_lanes) {
      for (arma::uword lane = 0; lane < n_lanes; ++lane) {
        sums_[lane] += static_cast<double>(term(i + lane));
      }
    }
    for (; i < count; ++i) sums_[i % n_lanes] += static_cast<double>(term(i));
  }
  double total() const {
    return ((sums_[0] + sums_[4]) + (sums_[2] + sums_[6])) +
           ((sums_[1] + sums_[5]) + (sums_[3] + sums_[7]));
  }

 private:
  static constexpr arma::uword n_lanes = 8;
  std::array<double, n_lanes> sums_{};
};

class Standardisation final : public Operator {
 public:
  explicit Standardisation(Rows rows) : rows_(std::move(rows)) {}

  // The mean and the inverse of the deviation are outputs too where the node asks for them.
  std::vector<Shape> output_shapes() const override {
    return {rows_.shape, rows_.per_row, rows_.per_row};
  }

  NodeView::Standardised standardised() const override {
    NodeView::Standardised result{rows_.length, rows_.epsilon, arma::fvec(n_elements(rows_.shape))};
    for (arma::uword i = 0; i < result.factors.n_elem; ++i) {
      result.factors[i] = rows_.factors[i / rows_.inner % rows_.factors.n_elem];
    }
    return result;
  }

  void forward(const ForwardStep& step) const override {
    const arma::fmat& in = *step.inputs[0];
    const auto store = [&](std::size_t output, arma::uword start, double value) {
      if (output >= step.outputs.size() || step.outputs[output] == nullptr) return;
      (*step.outputs[output])[start / rows_.length] = static_cast<float>(value);
    };
    for (arma::uword start = 0; start < in.n_elem; start += rows_.length) {
      const float* x = in.memptr() + start;
      const Moments row = moments(x);
      store(1, start, row.mean);
      store(2, start, row.inverse);
      if (step.outputs[0] == nullptr) continue;
      const Standard standard(row);
      float* y = step.outputs[0]->memptr() + start;
      for_each_run(start, [&](arma::uword begin, arma::uword count, const auto& weight) {
        const float* __restrict from = x + begin;
        float* __restrict to = y + begin;
        for (arma::uword i = 0; i < count; ++i) {
          to[i] = standard(from[i]) * weight.factor(i) + weight.bias(i);
        }
      });
    }
  }

  // With g = dy factor and s the standardised element: dx = (g - mean(g) - s mean(g s)) /
  // deviation. Those of the mean and of the inverse deviation: dmean / n and -dinverse s / (n
  // deviation^2).
  void reverse(const ReverseStep& step) const override {
    const arma::fmat& in = *step.inputs[0];
    arma::fmat& sum = step.input_gradients[0]->cleared();
    const auto of_row = [&](std::size_t output, arma::uword start) {
      const bool given =
          output < step.output_gradients.size() && step.output_gradients[output] != nullptr;
      return given ? static_cast<double>((*step.output_gradients[output])[start / rows_.length])
                   : 0.0;
    };
    for (arma::uword start = 0; start < in.n_elem; start += rows_.length) {
      const float* x = in.memptr() + start;
      float* dx = sum.memptr() + start;
      const Moments row = moments(x);
      const Standard standard(row);
      const double by_mean = of_row(1, start) / static_cast<double>(rows_.length);
      const double by_inverse =
          of_row(2, start) * row.inverse * row.inverse / static_cast<double>(rows_.length);
      if (by_mean != 0 || by_inverse != 0) {
        for (arma::uword i = 0; i < rows_.length; ++i) {
          dx[i] += static_cast<float>(by_mean - by_inverse * static_cast<double>(standard(x[i])));
        }
      }
      if (step.output_gradients[0] == nullptr) continue;
      const float* dy = step.output_gradients[0]->memptr() + start;
      LaneSums sum_g;
      LaneSums sum_gs;
      for_each_run(start, [&](arma::uword begin, arma::uword count, const auto& weight) {
        sum_g.add(count, [&](arma::uword i) { return dy[begin + i] * weight.factor(i); });
        sum_gs.add(count, [&](arma::uword i) {
          return dy[begin + i] * weight.factor(i) * standard(x[begin + i]);
        });
      });
      const auto mean_g = static_cast<float>(sum_g.total() / static_cast<double>(rows_.length));
      const auto mean_gs = static_cast<float>(sum_gs.total() / static_cast<double>(rows_.length));
      const auto inverse = static_cast<float>(row.inverse);
      for_each_run(start, [&](arma::uword begin, arma::uword count, const auto& weight) {
        const float* __restrict from = x + begin;
        const float* __restrict given = dy + begin;
        float* __restrict to = dx + begin;
        for (arma::uword i = 0; i < count; ++i) {
          const float g = given[i] * weight.factor(i);
          to[i] += (g - mean_g - standard(from[i]) * mean_gs) * inverse;
        }
      });
    }
  }

 private:
  struct Moments {
    double mean;
    double inverse;  // of the standard deviation
  };

  /// An element of a row less its mean, over the deviation. The mean is taken off in two parts, so
  /// that floats lose no digits where it is large.
  struct Standard {
    explicit Standard(const Moments& row)
        : mean(static_cast<float>(row.mean)),
          rest(static_cast<float>(row.mean - static_cast<double>(mean))),
          inverse(static_cast<float>(row.inverse)) {}
    float operator()(float x) const { return ((x - mean) - rest) * inverse; }
    float mean, rest, inverse;
  };

  Moments moments(const float* x) const {
    const auto n = static_cast<double>(rows_.length);
    LaneSums sum;
    sum.add(rows_.length, [x](arma::uword i) { return x[i]; });
    const double mean = sum.total() / n;
    LaneSums squares;
    squares.add(rows_.length, [x, mean](arma::uword i) {
      const double centred = static_cast<double>(x[i]) - mean;
      return centred * centred;
    });
    return {mean, 1 / std::sqrt(squares.total() / n + rows_.epsilon)};
  }

  /// Factor and bias of the elements of a run: one for each, or one for all.
  struct WeightEach {
    const float* factors;
    const float* biases;
    float factor(arma::uword i) const { return factors[i]; }
    float bias(arma::uword i) const { return biases[i]; }
  };
  struct WeightAll {
    float one_factor;
    float one_bias;
    float factor(arma::uword) const { return one_factor; }
    float bias(arma::uword) const { return one_bias; }
  };

  /// function(first element, elements, weights) of each run of a row that begins at `start` of the
  /// batch.
  template <class Function>
  void for_each_run(arma::uword start, const Function& function) const {
    const arma::uword n_factors = rows_.factors.n_elem;
    if (rows_.inner == 1 && n_factors == rows_.length) {
      function(0, rows_.length, WeightEach{rows_.factors.memptr(), rows_.biases.memptr()});
      return;
    }
    arma::uword factor = start / rows_.inner % n_factors;
    for (arma::uword begin = 0; begin < rows_.length; begin += rows_.inner) {
      function(begin, rows_.inner, WeightAll{rows_.factors[factor], rows_.biases[factor]});
      factor = factor + 1 == n_factors ? 0 : factor + 1;
    }
  }

  Rows rows_;
};

double read_epsilon(NodeReader& node) {
  const float epsilon = node.real("epsilon", 1e-5F);
  // At 0 a row of equal elements would be divided by zero.
  if (!(epsilon > 0)) node.refuse(fmt::format("epsilon is {}; above 0 is wanted", epsilon));
  return static_cast<double>(epsilon);
}

arma::fvec numbers(const NodeReader& node, std::size_t input, const char* name,
                   const Shape& wanted) {
  const Constant& constant = node.float_constant(input, name);
  if (constant.shape != wanted) {
    node.refuse(fmt::format("{} has shape {} where {} is wanted", name, to_string(constant.shape),
                            to_string(wanted)));
  }
  return constant.floats;
}

/// The channels of the first input, and how many elements of an item each has side by side.
struct Channels {
  explicit Channels(const NodeReader& node) {
    const std::size_t axis = channel_axis(node);
    node.require_batch_before(0, axis);
    const Shape& shape = node.shape(0);
    count = shape[axis];
    n_inner = AxisVectors(shape, axis, axis + 1).n_inner;
  }

  arma::uword count = 1;
  arma::uword n_inner = 1;
};

/// source: Ba, Kiros, Hinton 2016, arXiv:1607.06450
std::unique_ptr<Operator> make_layer(NodeReader& node) {
  node.require_inputs_only(2, 3);
  Rows rows{.shape = node.shape(0), .epsilon = read_epsilon(node)};
  node.integer("stash_type", 1);  // which precision the moments have; here they are double
  const std::size_t axis = node.item_axis_of(0, node.integer("axis", -1));
  node.require_batch_before(0, axis);
  const Shape row(rows.shape.begin() + static_cast<std::ptrdiff_t>(axis), rows.shape.end());
  rows.length = n_elements(row);
  rows.per_row = rows.shape;
  std::fill(rows.per_row.begin() + static_cast<std::ptrdiff_t>(axis), rows.per_row.end(), 1);
  rows.factors = numbers(node, 1, "scale", row);
  rows.biases =
      node.has_input(2) ? numbers(node, 2, "B", row) : arma::fvec(rows.length, arma::fill::zeros);
  return std::make_unique<Standardisation>(std::move(rows));
}

/// source: Ulyanov, Vedaldi, Lempitsky 2016, arXiv:1607.08022
std::unique_ptr<Operator> make_instance(NodeReader& node) {
  node.require_inputs(3, 3);
  Rows rows{.shape = node.shape(0), .epsilon = read_epsilon(node)};
  const Channels channels(node);
  rows.factors = numbers(node, 1, "scale", {channels.count});
  rows.biases = numbers(node, 2, "B", {channels.count});
  rows.inner = channels.n_inner;
  rows.length = rows.inner;
  return std::make_unique<Standardisation>(std::move(rows));
}

/// source: Wu and He 2018, arXiv:1803.08494
std::unique_ptr<Operator> make_group(NodeReader& node) {
  node.require_inputs(3, 3);
  Rows rows{.shape = node.shape(0), .epsilon = read_epsilon(node)};
  node.integer("stash_type", 1);
  const std::int64_t groups = node.integer("num_groups", 0);
  const Channels channels(node);
  const arma::uword n_channels = channels.count;
  const auto n_groups = static_cast<arma::uword>(std::max<std::int64_t>(groups, 0));
  if (n_groups == 0 || n_channels % n_groups != 0) {
    node.refuse(fmt::format("{} channels do not make {} groups of equal size", n_channels, groups));
  }
  rows.inner = channels.n_inner;
  rows.length = channels.n_inner * n_channels / n_groups;
  // One factor for each channel since opset 21, for each group before.
  const arma::uword n_factors = node.opset() < 21 ? n_groups : n_channels;
  rows.factors = numbers(node, 1, "scale", {n_factors});
  rows.biases = numbers(node, 2, "bias", {n_factors});
  if (n_factors == n_groups) rows.inner = rows.length;
  return std::make_unique<Standardisation>(std::move(rows));
}

}  // namespace

std::span<const OperatorEntry> standardisations_operators() {
  static constexpr OperatorEntry entries[] = {
      {.op = "LayerNormalization", .since = 17, .make = make_layer, .batch = BatchRule::anywhere},
      {.op = "InstanceNormalization", .make = make_instance, .batch = BatchRule::anywhere},
      {.op = "GroupNormalization", .since = 18, .make = make_group, .batch = BatchRule::anywhere},
  };
  return entries;
}

}  // namespace lucarne
