// SPDX-License-Identifier: MIT
#include "saliency/methods/question.hpp"

#include <lucarne/error.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace lucarne::saliency {

Question part_of(const Question& question, arma::uword first, arma::uword count) {
  return chosen_items(question, arma::regspace<arma::uvec>(first, 1, first + count - 1));
}

Question chosen_items(const Question& question, const arma::uvec& items) {
  Question part = without_inputs(question, items);
  part.inputs = question.inputs.cols(items);
  return part;
}

Question without_inputs(const Question& question, const arma::uvec& items) {
  // Member by member: a copy of all inputs first would cost more than the few chosen ones.
  Question part{question.model, question.random, question.workers, question.output,
                question.item_shape};
  part.of = question.of;
  part.layer = question.layer;
  part.classes = question.classes(items);
  part.keys = question.keys(items);
  if (!question.layer.empty()) part.network_inputs = question.network_inputs.cols(items);
  part.baselines.one_each = question.baselines.one_each;
  part.baselines.columns = question.baselines.one_each ? question.baselines.columns.cols(items)
                                                       : question.baselines.columns;
  part.groups = question.groups.n_cols > 1 ? question.groups.cols(items) : question.groups;
  return part;
}

const std::string& explained_tensor(const Question& question) {
  return question.of.empty() ? question.model.logits() : question.of;
}

const std::string& attributed_tensor(const Question& question) {
  return question.layer.empty() ? question.model.input_name() : question.layer;
}

void set_residual(Explanation& explanation, arma::vec difference) {
  explanation.residual.set_size(difference.n_elem);
  const arma::uword n = explanation.attributions.n_rows;
  for (arma::uword item = 0; item < difference.n_elem; ++item) {
    const float* values = explanation.attributions.colptr(item);
    // Four sums, so that an addition need not wait for the one before.
    std::array<double, 4> sums{};
    for (arma::uword i = 0; i < n; ++i) sums[i % 4] += static_cast<double>(values[i]);
    explanation.residual(item) = (sums[0] + sums[1]) + (sums[2] + sums[3]) - difference(item);
  }
  explanation.difference = std::move(difference);
}

const std::vector<Method>& all_methods() {
  static const std::vector<Method> methods{
      {"saliency", "gradient of the output, by magnitude or signed", false, false, false,
       explain_saliency},
      {"input-x-gradient", "input times gradient", false, false, true, explain_input_x_gradient},
      {"integrated-gradients", "gradient averaged from a baseline to the input", true, false, true,
       explain_integrated_gradients},
      {"exact-integrated-gradients",
       "the same integral piece by piece, for piecewise linear networks", true, false, true,
       explain_exact_integrated_gradients},
      {"smoothgrad", "mean over noisy copies of the input", false, true, true, explain_smoothgrad,
       LayerUse::repeated},
      {"smoothgrad-squared", "mean square over noisy copies", false, true, false,
       explain_smoothgrad_squared, LayerUse::repeated},
      {"vargrad", "variance over noisy copies", false, true, false, explain_vargrad,
       LayerUse::repeated},
      {"expected-gradients", "integrated gradients over random baselines and steps", true, true,
       true, explain_expected_gradients},
      {"gradient-shap", "expected gradients with noise on the input", true, true, true,
       explain_gradient_shap},
      {"guided-backprop", "gradient with negative parts stopped at every Relu, and at units off",
       false, false, true, explain_guided_backprop},
      {"deconvolution", "gradient with negative parts stopped at every Relu", false, false, true,
       explain_deconvolution},
      {"beta-smooth", "gradient through a smooth rectifier", false, false, true,
       explain_beta_smooth},
      {"deeplift", "differences from the baseline passed back by the rescale rule", true, false,
       true, explain_deeplift},
      {"deeplift-shap", "mean of deeplift over baselines from the data", true, false, true,
       explain_deeplift},
      {"lrp", "layer-wise relevance propagation, from the logit", false, false, true, explain_lrp},
      {"occlusion", "fall of the output where a window slides over the item", false, false, true,
       explain_occlusion},
      {"feature-ablation", "fall of the output without one group of features", false, false, true,
       explain_feature_ablation},
      {"shapley", "exact Shapley values of at most 20 groups", true, false, true, explain_shapley},
      {"shapley-sampling", "Shapley values from random orders of the groups", true, true, true,
       explain_shapley_sampling},
      {"kernel-shap", "Shapley values by weighted regression", true, true, true,
       explain_kernel_shap},
      {"lime", "linear model of the output around the item", false, true, true, explain_lime},
      {"rise", "mean of random masks, weighted with the output", false, true, false, explain_rise,
       LayerUse::units},
      {"activation", "value of every unit of a layer", false, false, true, explain_activation,
       LayerUse::always},
      {"gradient-x-activation", "value of every unit of a layer times its gradient", false, false,
       true, explain_input_x_gradient, LayerUse::always},
      {"conductance", "what flows from baseline to output through each unit of a layer", true,
       false, true, explain_conductance, LayerUse::path},
      {"internal-influence", "gradient to a layer, averaged from a baseline to the input", false,
       false, true, explain_internal_influence, LayerUse::path},
      {"grad-cam", "maps of a convolution, weighted with their mean gradients", false, false, false,
       explain_grad_cam, LayerUse::features},
      {"guided-grad-cam", "guided-backprop times grad-cam", false, false, true,
       explain_guided_grad_cam, LayerUse::features},
      {"grad-cam-elementwise", "positive parts of gradient times activation, summed over maps",
       false, false, false, explain_grad_cam_elementwise, LayerUse::features},
      {"grad-cam-plus-plus", "grad-cam with weights from the gradient's second and third power",
       false, false, false, explain_grad_cam_plus_plus, LayerUse::features},
      {"xgrad-cam", "grad-cam with gradients weighted by the activations", false, false, false,
       explain_xgrad_cam, LayerUse::features},
      {"layer-cam", "positive gradient times activation, summed over maps", false, false, false,
       explain_layer_cam, LayerUse::features},
      {"hires-cam", "gradient times activation, summed over maps", false, false, false,
       explain_hires_cam, LayerUse::features},
      {"eigen-cam", "first principal component of the maps, whatever the class", false, false,
       false, explain_eigen_cam, LayerUse::features},
      {"eigen-grad-cam", "first principal component of gradient times activation", false, false,
       false, explain_eigen_grad_cam, LayerUse::features},
      {"score-cam", "maps weighted with the output for the item masked by each", false, false,
       false, explain_score_cam, LayerUse::features},
      {"ablation-cam", "maps weighted with the fall of the output without each", false, false,
       false, explain_ablation_cam, LayerUse::features},
  };
  return methods;
}

const Method& find_method(std::string_view name) {
  const std::vector<Method>& methods = all_methods();
  const auto found = std::ranges::find(methods, name, &Method::name);
  if (found == methods.end()) throw Error("no method '" + std::string(name) + "'");
  return *found;
}

Explanation explain_alike(const Question& question, const Settings& settings) {
  const Method& method = find_method(settings.method);
  bool alike = true;
  if (question.groups.n_cols > 1) {
    const arma::urowvec largest = arma::max(question.groups, 0);
    alike = arma::all(largest == largest(0));
  }
  if (alike) return method.explain(question, settings);
  Explanation all;
  for (arma::uword item = 0; item < question.n_items(); ++item) {
    const Explanation one = method.explain(part_of(question, item, 1), settings);
    all.attributions = arma::join_rows(all.attributions, one.attributions);
    all.standard_error = arma::join_rows(all.standard_error, one.standard_error);
    all.residual = arma::join_cols(all.residual, one.residual);
    all.difference = arma::join_cols(all.difference, one.difference);
    all.n_coalitions = arma::join_cols(all.n_coalitions, one.n_coalitions);
    all.shape = one.shape;
  }
  return all;
}

bool signed_maps(const Settings& settings) {
  if (settings.method == "saliency") return settings.sign == "signed";
  const Method& method = find_method(settings.method);
  // captum's maps keep their negative parts.
  const bool kept = method.layers == LayerUse::features && settings.compat == "captum";
  return method.is_signed || kept;
}

}  // namespace lucarne::saliency
