// SPDX-License-Identifier: MIT
#include "saliency/methods/evaluate.hpp"
#include "saliency/methods/line_walk.hpp"
#include "saliency/methods/rectified_front.hpp"
#include "saliency/methods/straight_lines.hpp"

#include <cmath>

namespace lucarne::saliency {
namespace {

// 2^14 steps: where these do not reach the tolerance, rounding or a jump of the network keeps them
// from it.
constexpr arma::uword most_steps = 16384;

// Points of an item: all steps of its first baseline, then of the next.
arma::fmat integrated(const Question& question, const Quadrature& rule) {
  const arma::uword n = question.n_features();
  const arma::uword steps = rule.nodes.n_elem;
  const arma::uword rows = question.baselines.rows();
  const auto fill = [&](arma::uword item, arma::uword point, float* input) {
    const float* x = question.inputs.colptr(item);
    const float* b = question.baselines.of(item, point / steps);
    const auto alpha = static_cast<float>(rule.nodes(point % steps));
    for (arma::uword i = 0; i < n; ++i) input[i] = b[i] + alpha * (x[i] - b[i]);
  };
  const auto add = [&](arma::uword item, arma::uword point, const float*, const float* gradient,
                       double* sums) {
    const float* x = question.inputs.colptr(item);
    const float* b = question.baselines.of(item, point / steps);
    const double weight = rule.weights(point % steps) / static_cast<double>(rows);
    for (arma::uword i = 0; i < n; ++i) {
      const double difference = static_cast<double>(x[i]) - static_cast<double>(b[i]);
      sums[i] += weight * difference * static_cast<double>(gradient[i]);
    }
  };
  const arma::mat sums = gradient_sums(question, steps * rows, fill, n, add);
  return arma::conv_to<arma::fmat>::from(sums);
}

arma::fmat integrated_behind(const FirstLayer& layer, const Question& question,
                             const Quadrature& rule) {
  const arma::uword n = layer.size();
  const auto sum = [&](const Question& part, const arma::fmat& at_baselines,
                       const arma::fmat& at_items) {
    const auto fill = [&](arma::uword item, arma::uword point, float* values) {
      const float* x = at_items.colptr(item);
      const float* b = at_baselines.colptr(at_baselines.n_cols == 1 ? 0 : item);
      const auto alpha = static_cast<double>(static_cast<float>(rule.nodes(point)));
      // In double: a unit that switches at the point itself goes the way of the exact values.
      for (arma::uword i = 0; i < n; ++i) {
        const auto from = static_cast<double>(b[i]);
        values[i] = static_cast<float>(from + alpha * (static_cast<double>(x[i]) - from));
      }
    };
    const auto add = [&](arma::uword, arma::uword point, const float*, const float* gradient,
                         double* sums) {
      const double weight = rule.weights(point);
      for (arma::uword i = 0; i < n; ++i) sums[i] += weight * static_cast<double>(gradient[i]);
    };
    const arma::mat sums = gradient_sums(part, rule.nodes.n_elem, fill, n, add, &layer);
    return arma::conv_to<arma::fmat>::from(sums);
  };
  return along_lines(layer, question, sum);
}

// The same where a Relu or a MaxPool is all that the first layer goes into: their part of a point
// is one sweep over it.
arma::fmat integrated_behind(const FirstLayer& layer, const RectifiedFront& front,
                             const Question& question, const Quadrature& rule) {
  const auto sum = [&](const Question& part, const arma::fmat& at_baselines,
                       const arma::fmat& at_items) {
    const arma::fmat begins = front.arranged(at_baselines);
    const arma::fmat ends = front.arranged(at_items);
    const auto begin_of = [&](arma::uword item) {
      return begins.colptr(begins.n_cols == 1 ? 0 : item);
    };
    const auto alpha_of = [&](arma::uword point) {
      return static_cast<double>(static_cast<float>(rule.nodes(point)));
    };
    const auto fill = [&](arma::uword item, arma::uword point, float* values) {
      front.point(alpha_of(point), begin_of(item), ends.colptr(item), values);
    };
    const auto add = [&](arma::uword item, arma::uword point, const float* values,
                         const float* gradient, double* sums) {
      front.add_gradient(alpha_of(point), begin_of(item), ends.colptr(item), values, gradient,
                         rule.weights(point), sums);
    };
    return front.in_order(
        gradient_sums(part, rule.nodes.n_elem, fill, front.n_arranged(), add, &front));
  };
  return along_lines(layer, question, sum);
}

// Items whose residual is above `tolerance` times their difference.
arma::uvec uncertain(const Explanation& explanation, double tolerance) {
  const arma::vec bound = tolerance * arma::abs(explanation.difference);
  return arma::find(arma::abs(explanation.residual) > bound);
}

}  // namespace

/// source: Sundararajan, Taly, Yan 2017, arXiv:1703.01365, eq. (1); the sum over several baselines
/// is Erion et al. 2021's expectation, without drawing
Explanation explain_integrated_gradients(const Question& question, const Settings& settings) {
  const std::optional<FirstLayer> layer = FirstLayer::of(question);
  const std::optional<ReluChain> chain = layer ? ReluChain::of(question) : std::nullopt;
  const std::optional<RectifiedFront> front =
      layer && !chain ? RectifiedFront::behind(*layer, question) : std::nullopt;
  const auto integral = [&](const Question& part, const Quadrature& rule) {
    if (chain) return walked_along_lines(*layer, *chain, part, &rule);
    if (front) return integrated_behind(*layer, *front, part, rule);
    return layer ? integrated_behind(*layer, part, rule) : integrated(part, rule);
  };
  const bool captum = settings.compat == "captum";
  const arma::vec difference = outputs(question) - baseline_outputs(question);
  Explanation explanation;
  explanation.attributions = integral(question, quadrature(settings.rule, settings.steps, captum));
  set_residual(explanation, difference);
  if (settings.tolerance <= 0) return explanation;

  for (arma::uword steps = 2 * settings.steps; steps <= most_steps; steps *= 2) {
    const arma::uvec open = uncertain(explanation, settings.tolerance);
    if (open.is_empty()) break;
    const Question rest = chosen_items(question, open);
    explanation.attributions.cols(open) = integral(rest, quadrature(settings.rule, steps, captum));
    set_residual(explanation, difference);
  }
  return explanation;
}

}  // namespace lucarne::saliency
