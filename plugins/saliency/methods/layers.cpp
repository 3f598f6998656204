// SPDX-License-Identifier: MIT
#include "saliency/methods/layers.hpp"

#include "saliency/methods/evaluate.hpp"
#include "saliency/methods/feature_groups.hpp"

#include <lucarne/error.hpp>
#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne::saliency {
namespace {

std::string layer_names(const Model& model) {
  std::vector<std::string> names;
  for (const Layer& layer : model.layers()) names.push_back(layer.name);
  return join(names);
}

bool leaves_out_groups(std::string_view method) {
  return method == "feature-ablation" || method == "occlusion" || method == "shapley" ||
         method == "shapley-sampling" || method == "kernel-shap" || method == "lime";
}

void check_unit(const Model& model, const Settings& settings) {
  const Method& method = find_method(settings.method);
  const bool explains_units = method.layers == LayerUse::variant ||
                              method.layers == LayerUse::units ||
                              method.layers == LayerUse::repeated || method.name == "conductance";
  if (!explains_units) {
    throw ParameterError("unit", fmt::format("method '{}' explains no single unit; leave 'unit' "
                                             "out, or choose saliency or integrated-gradients",
                                             method.name));
  }
  if (settings.layer.empty()) {
    throw ParameterError("unit", "'unit' needs the layer that it belongs to; add 'layer', one of " +
                                     layer_names(model));
  }
  unit_number(model, settings);
  if (settings.output == "probability" && method.name != "conductance") {
    throw ParameterError("output",
                         "with 'unit' the unit's value is explained, which has no probability; "
                         "choose 'output: logit'");
  }
}

Question about_layer_or_unit(const Question& question, const Settings& settings) {
  const LayerUse use = find_method(settings.method).layers;
  if (!settings.unit.empty() && use != LayerUse::path) {
    Question asked = question;
    asked.of = named_tensor(question.model, settings.layer).name;
    asked.classes.fill(unit_number(question.model, settings));
    return asked;
  }
  const bool variant = use == LayerUse::variant || use == LayerUse::always;
  return variant && !settings.layer.empty() ? at_layer(question, settings) : question;
}

}  // namespace

NamedTensor named_tensor(const Model& model, const std::string& name) {
  if (name == model.input_name()) return {name, model.input_shape()};
  try {
    const Layer& layer = model.layer(name);
    return {layer.name, layer.shape};
  } catch (const Error& error) {
    throw ParameterError("layer", error.what());
  }
}

arma::uword unit_number(const Model& model, const Settings& settings) {
  const NamedTensor layer = named_tensor(model, settings.layer);
  const Shape sizes = settings.unit.size() == 1 ? Shape{n_elements(layer.shape)} : layer.shape;
  if (settings.unit.size() != sizes.size()) {
    throw ParameterError("unit", fmt::format("'unit' must be one number or {} for layer '{}' of "
                                             "shape {}; found {} numbers",
                                             sizes.size(), layer.name, to_string(layer.shape),
                                             settings.unit.size()));
  }
  arma::uword number = 0;
  for (std::size_t d = 0; d < sizes.size(); ++d) {
    const std::int64_t at = settings.unit[d];
    if (at < 0 || static_cast<arma::uword>(at) >= sizes[d]) {
      throw ParameterError(
          "unit", fmt::format("'unit' must lie within layer '{}' of shape {}; found {}, where 0 "
                              "to {} are",
                              layer.name, to_string(layer.shape), at, sizes[d] - 1));
    }
    number = number * sizes[d] + static_cast<arma::uword>(at);
  }
  return number;
}

bool attributes_to_layer(const Settings& settings) {
  if (find_method(settings.method).layers == LayerUse::features) {
    return settings.compat == "captum" && settings.method != "guided-grad-cam";
  }
  return !settings.layer.empty() && settings.unit.empty();
}

void check_layers(const Model& model, const Settings& settings) {
  const Method& method = find_method(settings.method);
  if (!settings.unit.empty()) return check_unit(model, settings);
  if (!settings.layer.empty()) {
    named_tensor(model, settings.layer);
    if (method.layers == LayerUse::none || method.layers == LayerUse::units) {
      throw ParameterError(
          "layer", fmt::format("method '{}' attributes to the input only; leave 'layer' out, or "
                               "choose a method with a layer variant, such as "
                               "integrated-gradients",
                               method.name));
    }
  } else if (method.layers == LayerUse::always || method.layers == LayerUse::path) {
    throw ParameterError("layer", fmt::format("method '{}' attributes to a layer; add 'layer', "
                                              "one of {}",
                                              method.name, layer_names(model)));
  }
}

arma::fmat tensor_values(const Question& question, const std::string& tensor,
                         const arma::fmat& inputs) {
  const arma::uword size = points_per_block(question.model);
  const arma::uword n_blocks = (inputs.n_cols + size - 1) / size;
  arma::fmat values(n_elements(named_tensor(question.model, tensor).shape), inputs.n_cols);
  question.workers.parallel_for(n_blocks, [&](arma::uword number) {
    const arma::uword first = number * size;
    const arma::uword last = std::min(first + size, inputs.n_cols) - 1;
    const std::unique_ptr<Pass> pass = question.model.start_pass();
    pass->forward(inputs.cols(first, last));
    values.cols(first, last) = pass->tensor(tensor);
  });
  return values;
}

Question at_layer(const Question& question, const Settings& settings) {
  const NamedTensor layer = named_tensor(question.model, settings.layer);
  Question result = question;
  if (layer.name == question.model.input_name()) return result;
  result.layer = layer.name;
  result.item_shape = layer.shape;
  result.network_inputs = question.inputs;
  result.inputs = tensor_values(question, layer.name, question.inputs);
  const std::string kind = baseline_kind(settings);
  if (leaves_out_groups(settings.method) && (kind == "zero" || kind == "constant")) {
    const double value = kind == "zero" ? 0 : settings.baseline_value;
    result.baselines = {arma::fmat(result.inputs.n_rows, 1), false};
    result.baselines.columns.fill(static_cast<float>(value));
  } else {
    result.baselines.columns = tensor_values(question, layer.name, question.baselines.columns);
  }
  result.groups = make_groups(settings, layer.shape, question.n_items());
  return result;
}

Explanation explain(const Question& question, const Settings& settings) {
  check_layers(question.model, settings);
  const Question asked = about_layer_or_unit(question, settings);
  Explanation explanation = explain_alike(asked, settings);
  if (explanation.shape.empty()) explanation.shape = asked.item_shape;
  return explanation;
}

/// requires: a question about a layer
Explanation explain_activation(const Question& question, const Settings&) {
  Explanation explanation;
  explanation.attributions = question.inputs;
  return explanation;
}

}  // namespace lucarne::saliency
