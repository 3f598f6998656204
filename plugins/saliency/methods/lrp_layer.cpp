// SPDX-License-Identifier: MIT
#include "saliency/methods/lrp_layer.hpp"

#include "saliency/methods/relevance_loops.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lucarne::saliency {
namespace {

using Kind = LayerRule::Kind;

float positive(float value) { return std::max(value, 0.0F); }
float negative(float value) { return std::min(value, 0.0F); }
float same(float value) { return value; }
float square(float value) { return value * value; }
float one(float) { return 1.0F; }

/// The maps of a rule, in the order in which its function below reads them.
std::vector<WeightChange> changes_of(const LayerRule& rule) {
  const auto biased = [&](std::function<float(float)> weight, std::function<float(float)> bias) {
    return WeightChange{std::move(weight), rule.bias ? std::move(bias) : nullptr};
  };
  const auto g = static_cast<float>(rule.gamma);
  const auto more = [g](float w) { return w + g * positive(w); };
  const auto less = [g](float w) { return w + g * negative(w); };
  switch (rule.kind) {
    case Kind::epsilon:
      if (rule.bias) return {};
      return {WeightChange{same}};
    case Kind::alpha_beta:
      if (rule.beta == 0) return {biased(positive, positive), WeightChange{negative}};
      return {biased(positive, positive), WeightChange{negative}, biased(negative, negative),
              WeightChange{positive}};
    case Kind::gamma:
      return {biased(more, more), WeightChange{less}, biased(less, less), WeightChange{more}};
    case Kind::z_box: return {WeightChange{same}, WeightChange{positive}, WeightChange{negative}};
    case Kind::w_square: return {biased(square, square)};
    case Kind::flat: return {WeightChange{one}};
    case Kind::positive:
      if (rule.gamma < 0) return {biased(positive, same)};
      return {biased(more, same)};
    case Kind::identity: return {};
  }
  return {};
}

arma::fmat mapped(const arma::fmat& values, float (*function)(float)) {
  arma::fmat result = values;
  for (float& value : result) value = function(value);
  return result;
}

bool any_below_zero(const arma::fmat& values) { return values.min() < 0; }

// One number for all of `n` inputs, or one for each channel of them.
arma::fvec bound(const std::vector<double>& numbers, arma::uword n, const char* name) {
  const arma::uword n_channels = numbers.size();
  if (n_channels == 0 || n % n_channels != 0) {
    throw ParameterError(name, fmt::format("parameter '{}' must hold one number, or one for each "
                                           "channel of the {} inputs; found {}",
                                           name, n, n_channels));
  }
  arma::fvec bounds(n);
  for (arma::uword i = 0; i < n; ++i) {
    bounds(i) = static_cast<float>(numbers[i / (n / n_channels)]);
  }
  return bounds;
}

}  // namespace

void divide_relevance(const arma::fmat& relevance, double epsilon, arma::fmat& z) {
  divide_by_outputs(relevance.memptr(), z.memptr(), static_cast<float>(epsilon), z.n_elem,
                    z.memptr());
}

void through_linear(const NodeView& node, const arma::fmat& relevance, double epsilon,
                    std::span<arma::fmat* const> at_inputs) {
  const arma::fmat& z = node.output();
  arma::fmat share(arma::size(z), arma::fill::none);
  divide_by_outputs(relevance.memptr(), z.memptr(), static_cast<float>(epsilon), z.n_elem,
                    share.memptr());
  node.gradient(share, at_inputs);
  for (std::size_t i = 0; i < at_inputs.size(); ++i) {
    if (at_inputs[i] != nullptr) *at_inputs[i] %= *node.input(i);
  }
}

RelevanceLayer::RelevanceLayer(const Model& model, const Layer& layer, LayerRule rule)
    : name_(layer.name), rule_(std::move(rule)) {
  if (layer.op == "MatMul" && layer.weighted) later_biases_ = model.biases(layer.name);
  for (const WeightChange& change : changes_of(rule_)) {
    maps_.push_back(model.linear_map(layer.name, change));
    if (maps_.back() == nullptr) {
      throw ParameterError("lrp_rule",
                           fmt::format("lrp has no rule but epsilon for node '{}' ({}), whose "
                                       "weights are not one constant matrix or kernel; name it in "
                                       "'lrp_layers: [{}=epsilon]'",
                                       layer.name, layer.op, layer.name));
    }
  }
}

// What the layer puts out, the bias after it included.
arma::fmat RelevanceLayer::output_of(const NodeView& node) const {
  arma::fmat z = node.output();
  const arma::uword n = later_biases_.n_elem;
  for (arma::uword i = 0; n > 0 && i < z.n_elem; i += n) {
    for (arma::uword k = 0; k < n; ++k) z(i + k) += later_biases_(k);
  }
  return z;
}

void RelevanceLayer::reverse(const NodeView& node, const arma::fmat& relevance,
                             arma::fmat& at_input) const {
  const arma::fmat& x = *node.input(0);
  switch (rule_.kind) {
    case Kind::identity:
      if (relevance.n_rows != x.n_rows) {
        throw ParameterError("lrp_layers",
                             fmt::format("rule 'identity' wants a layer of as many outputs as "
                                         "inputs; '{}' makes {} of {}",
                                         name_, relevance.n_rows, x.n_rows));
      }
      at_input = relevance;
      return;
    case Kind::epsilon: {
      std::vector<arma::fmat*> at_inputs(node.n_inputs());
      at_inputs[0] = &at_input;
      if (rule_.bias && later_biases_.is_empty()) {
        return through_linear(node, relevance, rule_.epsilon, at_inputs);
      }
      arma::fmat share;
      if (rule_.bias) {
        share = output_of(node);
      } else {
        maps_[0]->forward(x, share);
      }
      divide_relevance(relevance, rule_.epsilon, share);
      node.gradient(share, at_inputs);
      at_input %= x;
      return;
    }
    case Kind::alpha_beta: return by_alpha_beta(x, relevance, at_input);
    case Kind::gamma: return by_gamma(node, relevance, at_input);
    case Kind::z_box: return by_box(x, relevance, at_input);
    case Kind::w_square:
    case Kind::flat: return by_weights(x, relevance, at_input);
    case Kind::positive: {
      arma::fmat share;
      maps_[0]->forward(x, share);
      divide_relevance(relevance, rule_.epsilon, share);
      maps_[0]->reverse(share, at_input);
      at_input %= x;
      return;
    }
  }
}

// Relevance by what the positive inputs contribute through one map and the negative ones through
// another.
void RelevanceLayer::by_signs(const arma::fmat& x, const arma::fmat& relevance,
                              const LinearMap& for_positive, const LinearMap& for_negative,
                              arma::fmat& at_input) const {
  arma::fmat share;
  if (!any_below_zero(x)) {
    for_positive.forward(x, share);
    divide_relevance(relevance, rule_.epsilon, share);
    for_positive.reverse(share, at_input);
    at_input %= x;
    return;
  }
  const arma::fmat above = mapped(x, positive);
  const arma::fmat below = mapped(x, negative);
  arma::fmat more;
  for_positive.forward(above, share);
  for_negative.forward(below, more);
  share += more;
  divide_relevance(relevance, rule_.epsilon, share);
  for_positive.reverse(share, at_input);
  for_negative.reverse(share, more);
  at_input = at_input % above + more % below;
}

void RelevanceLayer::by_alpha_beta(const arma::fmat& x, const arma::fmat& relevance,
                                   arma::fmat& at_input) const {
  by_signs(x, relevance, *maps_[0], *maps_[1], at_input);
  if (rule_.alpha != 1) at_input *= static_cast<float>(rule_.alpha);
  if (rule_.beta == 0) return;
  arma::fmat taken;
  by_signs(x, relevance, *maps_[2], *maps_[3], taken);
  at_input -= static_cast<float>(rule_.beta) * taken;
}

// Units with a positive and a negative output favour what adds to them.
void RelevanceLayer::by_gamma(const NodeView& node, const arma::fmat& relevance,
                              arma::fmat& at_input) const {
  const arma::fmat z = output_of(node);
  arma::fmat above = relevance;
  arma::fmat below = relevance;
  bool any_below = false;
  for (arma::uword i = 0; i < z.n_elem; ++i) {
    if (!(z(i) > 0)) above(i) = 0;
    if (!(z(i) < 0)) below(i) = 0;
    any_below = any_below || below(i) != 0;
  }
  by_signs(*node.input(0), above, *maps_[0], *maps_[1], at_input);
  if (!any_below) return;  // as a rule: a Relu's unit that is off has no relevance
  arma::fmat others;
  by_signs(*node.input(0), below, *maps_[2], *maps_[3], others);
  at_input += others;
}

void RelevanceLayer::by_box(const arma::fmat& x, const arma::fmat& relevance,
                            arma::fmat& at_input) const {
  const arma::fvec low = bound(rule_.low, x.n_rows, "low");
  const arma::fvec high = bound(rule_.high, x.n_rows, "high");
  arma::fmat share;
  arma::fmat at_low;
  arma::fmat at_high;
  maps_[0]->forward(x, share);
  maps_[1]->forward(arma::fmat(low), at_low);
  maps_[2]->forward(arma::fmat(high), at_high);
  share.each_col() -= arma::fvec(at_low.col(0) + at_high.col(0));
  divide_relevance(relevance, rule_.epsilon, share);
  maps_[0]->reverse(share, at_input);
  at_input %= x;
  maps_[1]->reverse(share, at_low);
  at_low.each_col() %= low;
  maps_[2]->reverse(share, at_high);
  at_high.each_col() %= high;
  at_input -= at_low;
  at_input -= at_high;
}

// Relevance by weights alone, whatever the inputs: their squares, or all alike.
void RelevanceLayer::by_weights(const arma::fmat& x, const arma::fmat& relevance,
                                arma::fmat& at_input) const {
  arma::fmat sums;
  maps_[0]->forward(arma::fmat(x.n_rows, 1, arma::fill::ones), sums);
  arma::fmat share = arma::repmat(sums, 1, relevance.n_cols);
  divide_relevance(relevance, rule_.epsilon, share);
  maps_[0]->reverse(share, at_input);
}

}  // namespace lucarne::saliency
