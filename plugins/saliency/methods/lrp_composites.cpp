// SPDX-License-Identifier: MIT
#include "saliency/methods/lrp_composites.hpp"

#include "saliency/methods/linear_operators.hpp"
#include "saliency/methods/lrp_rule.hpp"

#include <lucarne/error.hpp>
#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace lucarne::saliency {
namespace {

/// Names of rules for dense layers, convolutions and the first layer; "" : as the others.
struct Composite {
  std::string_view name;
  std::string_view dense;
  std::string_view convolution;
  std::string_view first = "";
};

// zennit's composites, then innvestigate's presets.
constexpr std::array<Composite, 12> composites{{
    {"epsilon-plus", "epsilon", "z-plus"},
    {"epsilon-plus-flat", "epsilon", "z-plus", "flat"},
    {"epsilon-alpha2-beta1", "epsilon", "alpha2-beta1"},
    {"epsilon-alpha2-beta1-flat", "epsilon", "alpha2-beta1", "flat"},
    {"epsilon-gamma-box", "epsilon", "gamma", "z-box-of-convolution"},
    {"excitation-backprop", "z-plus", "z-plus"},
    {"deep-taylor", "z-plus", "z-plus"},
    {"bounded-deep-taylor", "z-plus", "z-plus", "z-box"},
    {"preset-a", "epsilon", "z-plus"},
    {"preset-a-flat", "epsilon", "z-plus", "flat"},
    {"preset-b", "epsilon", "alpha2-beta1"},
    {"preset-b-flat", "epsilon", "alpha2-beta1", "flat"},
}};

constexpr std::array<std::string_view, 8> single_rules{
    "epsilon", "z-plus", "alpha-beta", "gamma", "z-box", "w-square", "flat", "identity"};

LayerRule rule_of(std::string_view name, const Settings& settings) {
  LayerRule rule{.epsilon = settings.epsilon,
                 .gamma = settings.gamma,
                 .alpha = settings.alpha,
                 .beta = settings.alpha - 1,
                 .bias = !settings.ignore_bias,
                 .low = settings.low,
                 .high = settings.high};
  using Kind = LayerRule::Kind;
  const bool captum = settings.compat == "captum";
  if (name == "z-plus") {
    rule.kind = captum ? Kind::positive : Kind::alpha_beta;
    rule.alpha = 1;
    rule.beta = 0;
    if (captum) rule.gamma = -1;
  } else if (name == "alpha-beta") {
    rule.kind = Kind::alpha_beta;
  } else if (name == "alpha2-beta1") {
    rule.kind = Kind::alpha_beta;
    rule.alpha = 2;
    rule.beta = 1;
  } else if (name == "gamma") {
    rule.kind = captum ? Kind::positive : Kind::gamma;
  } else if (name == "z-box") {
    rule.kind = Kind::z_box;
  } else if (name == "w-square") {
    rule.kind = Kind::w_square;
  } else if (name == "flat") {
    rule.kind = Kind::flat;
  } else if (name == "identity") {
    rule.kind = Kind::identity;
  }
  return rule;
}

// MatMul of two tensors of the items has no weights.
bool has_weights(const Layer& layer) {
  return is_convolution(layer.op) || layer.op == "Gemm" || (layer.op == "MatMul" && layer.weighted);
}

double number_of(const std::string& text, const std::string& entry) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !(number >= 0)) {
    throw ParameterError("lrp_layers", fmt::format("a number of at least 0 after ':' wanted in "
                                                   "'{}', as 'fc1=gamma:0.25'; found '{}'",
                                                   entry, text));
  }
  return number;
}

const Layer& named_layer(const Model& model, const std::string& name) {
  try {
    return model.layer(name);
  } catch (const Error& error) {
    throw ParameterError("lrp_layers", error.what());
  }
}

// One entry of lrp_layers: LAYER=RULE or LAYER=RULE:NUMBER.
void add_named(const Model& model, const Settings& settings, const std::string& entry,
               RelevancePlan& plan) {
  const std::size_t equals = entry.rfind('=');
  if (equals == std::string::npos) {
    throw ParameterError(
        "lrp_layers", fmt::format("'LAYER=RULE' wanted, as 'fc1=gamma:0.25'; found '{}'", entry));
  }
  const Layer& layer = named_layer(model, entry.substr(0, equals));
  if (!has_weights(layer)) {
    throw ParameterError("lrp_layers", fmt::format("layer '{}' ({}) has no weights; rules are for "
                                                   "Conv, ConvTranspose, Gemm and MatMul",
                                                   layer.name, layer.op));
  }
  std::string name = entry.substr(equals + 1);
  std::optional<double> number;
  if (const std::size_t colon = name.find(':'); colon != std::string::npos) {
    number = number_of(name.substr(colon + 1), entry);
    name.resize(colon);
  }
  if (std::ranges::find(single_rules, name) == single_rules.end()) {
    const std::vector<std::string> known(single_rules.begin(), single_rules.end());
    throw ParameterError("lrp_layers", fmt::format("unknown rule '{}' in '{}'{}", name, entry,
                                                   suggestion(name, known, "rules")));
  }
  LayerRule rule = rule_of(name, settings);
  if (number && name == "epsilon") rule.epsilon = *number;
  if (number && name == "gamma") rule.gamma = *number;
  if (number && name == "alpha-beta") {
    rule.alpha = *number;
    rule.beta = *number - 1;
  }
  plan.layers.insert_or_assign(layer.name, std::move(rule));
}

}  // namespace

std::vector<std::string> relevance_rules() {
  std::vector<std::string> names(single_rules.begin(), single_rules.end());
  for (const Composite& composite : composites) names.emplace_back(composite.name);
  return names;
}

RelevancePlan relevance_plan(const Model& model, const Settings& settings) {
  Composite composite{settings.lrp_rule, settings.lrp_rule, settings.lrp_rule};
  const auto found = std::ranges::find(composites, settings.lrp_rule, &Composite::name);
  if (found != composites.end()) composite = *found;
  const bool taylor = composite.name == "deep-taylor" || composite.name == "bounded-deep-taylor";
  const bool preset = composite.name.starts_with("preset");
  RelevancePlan plan{.layers = {},
                     .epsilon = settings.epsilon,
                     .average_by_gradient = taylor,
                     .stop_at_relu = composite.name == "excitation-backprop"};
  std::string_view first = composite.first;
  if (settings.lrp_first != "auto") first = settings.lrp_first;
  for (const Layer& layer : model.layers()) {
    if (!has_weights(layer)) continue;
    LayerRule rule =
        rule_of(is_convolution(layer.op) ? composite.convolution : composite.dense, settings);
    const bool box_of_convolution = first == "z-box-of-convolution";
    if (!first.empty() && first != "as-others" &&
        (!box_of_convolution || is_convolution(layer.op))) {
      rule = rule_of(box_of_convolution ? "z-box" : first, settings);
      first = "";
    } else if (preset && !is_convolution(layer.op)) {
      rule.epsilon = 0.1;  // innvestigate's presets
    }
    if (taylor) rule.bias = false;
    plan.layers.emplace(layer.name, std::move(rule));
  }
  for (const std::string& entry : settings.lrp_layers) add_named(model, settings, entry, plan);
  return plan;
}

}  // namespace lucarne::saliency
