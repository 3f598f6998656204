// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/baselines.hpp"
#include "saliency/methods/settings.hpp"

#include <lucarne/model.hpp>
#include <lucarne/random.hpp>

#include <functional>

namespace lucarne::saliency {

/// Which number of each item is explained.
enum class Output { logit, probability };

/// What a method computes with, apart from the question: threads and a way to stop.
struct Workers {
  /// Runs task(0) .. task(count - 1) in any order on any threads.
  std::function<void(arma::uword, const std::function<void(arma::uword)>&)> parallel_for;
  std::function<void()> stop_if_cancelled;
};

/// What is to be explained: one output of the network for each item.
struct Question {
  const Model& model;
  const Random& random;
  const Workers& workers;
  Output output = Output::logit;
  Shape item_shape = {};     ///< as the data has it
  arma::fmat inputs = {};    ///< features x items
  arma::uvec classes = {};   ///< explained class of each item
  arma::uvec keys = {};      ///< number of each item, which its random draws depend on
  Baselines baselines = {};  ///< what stands for "absent"
  arma::umat groups = {};    ///< features x 1, or x items: features that perturbations treat as one
  /// Tensor whose row `classes` is explained; empty: the logits.
  std::string of = {};
  /// Tensor that `inputs` and `baselines` are values of; empty: the network's input.
  std::string layer = {};
  arma::fmat network_inputs = {};  ///< with `layer`: what the items' own passes start from
  arma::uword n_items() const { return inputs.n_cols; }
  arma::uword n_features() const { return inputs.n_rows; }
};

/// The same question for `count` items from `first` on.
Question part_of(const Question& question, arma::uword first, arma::uword count);

/// The same question for some of the items.
Question chosen_items(const Question& question, const arma::uvec& items);
/// Likewise, but for `inputs`, which the caller makes.
Question without_inputs(const Question& question, const arma::uvec& items);

/// The tensors that a question explains and attributes to.
const std::string& explained_tensor(const Question& question);
const std::string& attributed_tensor(const Question& question);

/// The answer. shape: features x items where not said otherwise
struct Explanation {
  arma::fmat attributions;
  arma::fmat standard_error;  ///< empty where nothing is drawn
  arma::vec residual;         ///< per item: sum of attributions - difference; or empty
  arma::vec difference;       ///< per item: output - output at the baseline; or empty
  Shape shape = {};           ///< of one item's attributions; empty: the question's item_shape
  arma::uvec n_coalitions{};  ///< per item: coalitions whose output was computed; or empty
};

/// What `layer:` means to a method.
enum class LayerUse {
  none,      ///< nothing, and neither has `unit:` a meaning
  units,     ///< nothing without `unit:`
  variant,   ///< attributions to that layer in place of the input
  repeated,  ///< likewise, by the method that is repeated for changed inputs
  always,    ///< likewise, and there must be one
  path,      ///< there must be one; the method itself looks at it, along the way to the input
  features,  ///< the maps of features that the attributions are made of
};

/// One method of attribution.
struct Method {
  std::string_view name;
  std::string_view summary;
  bool complete = false;  ///< attributions sum to the output's difference from the baseline
  bool samples = false;   ///< draws at random, so that it has a standard error
  bool is_signed = true;  ///< attributions may be negative
  Explanation (*explain)(const Question&, const Settings&) = nullptr;
  LayerUse layers = LayerUse::variant;
};

/// All methods, in the order of the documentation.
const std::vector<Method>& all_methods();

/// requires: there is a method of that name
const Method& find_method(std::string_view name);

/// The answer of the method that `settings` name. Items whose groups differ in number are explained
/// one by one, each as if it were alone.
Explanation explain_alike(const Question& question, const Settings& settings);

/// Whether the maps that these settings lead to may be negative.
bool signed_maps(const Settings& settings);

/// Fills residual: sum of each item's attributions minus `difference`.
void set_residual(Explanation& explanation, arma::vec difference);

Explanation explain_saliency(const Question& question, const Settings& settings);
Explanation explain_input_x_gradient(const Question& question, const Settings& settings);
Explanation explain_integrated_gradients(const Question& question, const Settings& settings);
Explanation explain_exact_integrated_gradients(const Question& question, const Settings& settings);
Explanation explain_smoothgrad(const Question& question, const Settings& settings);
Explanation explain_smoothgrad_squared(const Question& question, const Settings& settings);
Explanation explain_vargrad(const Question& question, const Settings& settings);
Explanation explain_expected_gradients(const Question& question, const Settings& settings);
Explanation explain_gradient_shap(const Question& question, const Settings& settings);
Explanation explain_guided_backprop(const Question& question, const Settings& settings);
Explanation explain_deconvolution(const Question& question, const Settings& settings);
Explanation explain_beta_smooth(const Question& question, const Settings& settings);
Explanation explain_deeplift(const Question& question, const Settings& settings);
Explanation explain_lrp(const Question& question, const Settings& settings);
Explanation explain_occlusion(const Question& question, const Settings& settings);
Explanation explain_feature_ablation(const Question& question, const Settings& settings);
Explanation explain_shapley(const Question& question, const Settings& settings);
Explanation explain_shapley_sampling(const Question& question, const Settings& settings);
Explanation explain_kernel_shap(const Question& question, const Settings& settings);
Explanation explain_lime(const Question& question, const Settings& settings);
Explanation explain_rise(const Question& question, const Settings& settings);
Explanation explain_activation(const Question& question, const Settings& settings);
Explanation explain_conductance(const Question& question, const Settings& settings);
Explanation explain_internal_influence(const Question& question, const Settings& settings);
Explanation explain_grad_cam(const Question& question, const Settings& settings);
Explanation explain_guided_grad_cam(const Question& question, const Settings& settings);
Explanation explain_grad_cam_elementwise(const Question& question, const Settings& settings);
Explanation explain_grad_cam_plus_plus(const Question& question, const Settings& settings);
Explanation explain_xgrad_cam(const Question& question, const Settings& settings);
Explanation explain_layer_cam(const Question& question, const Settings& settings);
Explanation explain_hires_cam(const Question& question, const Settings& settings);
Explanation explain_eigen_cam(const Question& question, const Settings& settings);
Explanation explain_eigen_grad_cam(const Question& question, const Settings& settings);
Explanation explain_score_cam(const Question& question, const Settings& settings);
Explanation explain_ablation_cam(const Question& question, const Settings& settings);

}  // namespace lucarne::saliency
