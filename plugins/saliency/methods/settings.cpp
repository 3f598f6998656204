// SPDX-License-Identifier: MIT
#include "saliency/methods/settings.hpp"

#include "saliency/methods/lrp_composites.hpp"
#include "saliency/methods/question.hpp"

#include <lucarne/error.hpp>

namespace lucarne::saliency {
namespace {

std::vector<std::string> method_names() {
  std::vector<std::string> names;
  for (const Method& method : all_methods()) names.emplace_back(method.name);
  return names;
}

void declare_baseline(Parameters& parameters, Settings& settings) {
  parameters.add("baseline", settings.baseline,
                 {.meaning = "what stands for an absent input; auto: zero, or samples for "
                             "expected-gradients, gradient-shap and deeplift-shap; segment-mean: "
                             "the mean of each group, as lime hides segments of pictures",
                  .choices = {"auto", "zero", "constant", "mean", "blurred", "samples", "file",
                              "segment-mean"}});
  parameters.add(
      "baseline_value", settings.baseline_value,
      {.meaning = "value of every input with 'baseline: constant'", .unit = "input units"});
  parameters.add("baseline_blur", settings.baseline_blur,
                 {.meaning = "standard deviation of the blur with 'baseline: blurred'",
                  .unit = "pixels",
                  .min = 0,
                  .max = 1000,
                  .above_min = true});
  parameters.add("baseline_file", settings.baseline_file,
                 {.meaning = "NPY file with 'baseline: file' (one item, or one for each sample) or "
                             "'baseline: samples' (items first)"});
  parameters.add("background", settings.background,
                 {.meaning = "items drawn from the data with 'baseline: samples'",
                  .unit = "items",
                  .min = 1,
                  .max = 1000});
}

void declare_gradients(Parameters& parameters, Settings& settings) {
  parameters.add("sign", settings.sign,
                 {.meaning = "gradients by magnitude or with their sign; auto: abs for saliency, "
                             "signed inside smoothgrad and its kin",
                  .choices = {"auto", "abs", "signed"}});
  parameters.add("steps", settings.steps,
                 {.meaning = "points between baseline and input, of integrated-gradients",
                  .min = 1,
                  .max = 16384,
                  .source = "captum"});
  parameters.add("rule", settings.rule,
                 {.meaning = "rule of integration of integrated-gradients",
                  .choices = {"gauss-legendre", "riemann-left", "riemann-middle", "riemann-right",
                              "trapezoid"},
                  .source = "captum"});
  parameters.add("tolerance", settings.tolerance,
                 {.meaning = "above 0: integrated-gradients doubles its steps until the residual, "
                             "kernel-shap its draws until every standard error is below this share "
                             "of the output's difference",
                  .min = 0,
                  .max = 1});
  parameters.add("of", settings.of,
                 {.meaning = "method that smoothgrad, smoothgrad-squared and vargrad repeat",
                  .choices = {"saliency", "input-x-gradient", "integrated-gradients"}});
  parameters.add(
      "noise", settings.noise,
      {.meaning = "standard deviation of the noise of smoothgrad and its kin, as a share "
                  "of each item's range",
       .min = 0,
       .max = 1000,
       .source = "Smilkov et al. 2017"});
  parameters.add("smoothing", settings.smoothing,
                 {.meaning = "standard deviation of gradient-shap's noise, as a share of each "
                             "item's range",
                  .min = 0,
                  .max = 1000,
                  .source = "captum, shap"});
}

void declare_perturbations(Parameters& parameters, Settings& settings) {
  parameters.add(
      "window", settings.window,
      {.meaning = "sizes of occlusion's window along the last dimensions; one size: along "
                  "the last two",
       .min = 1});
  parameters.add("stride", settings.stride,
                 {.meaning = "steps of occlusion's window; one number: along all dimensions",
                  .min = 1,
                  .source = "captum"});
  parameters.add(
      "block", settings.block,
      {.meaning = "sizes of the blocks that perturbations treat as one feature; empty: a "
                  "7 x 7 grid over pictures, single features of other items and of "
                  "feature-ablation",
       .min = 1});
  parameters.add(
      "mask_file", settings.mask_file,
      {.meaning = "NPY file with the group number of every feature, in place of blocks"});
  parameters.add("kernel_width", settings.kernel_width,
                 {.meaning = "width of lime's kernel over cosine distances",
                  .min = 0,
                  .above_min = true,
                  .source = "lime"});
  parameters.add("ridge", settings.ridge,
                 {.meaning = "penalty of lime's regression", .min = 0, .source = "lime"});
  parameters.add("grid", settings.grid,
                 {.meaning = "cells of rise's masks along height and width",
                  .min = 1,
                  .max = 1000,
                  .source = "Petsiuk et al. 2018"});
  parameters.add("keep", settings.keep,
                 {.meaning = "probability that a cell of rise's masks lets the item through",
                  .min = 0,
                  .max = 1,
                  .above_min = true,
                  .source = "Petsiuk et al. 2018"});
}

void declare_segments(Parameters& parameters, Settings& settings) {
  parameters.add(
      "segments", settings.segments,
      {.meaning = "what perturbations of pictures treat as one feature: a grid of blocks, "
                  "superpixels that follow the colours, or the groups of 'mask_file'",
       .choices = {"grid", "quickshift", "slic", "file"}});
  parameters.add("kernel_size", settings.kernel_size,
                 {.meaning = "width of quickshift's Gaussian; larger: fewer segments",
                  .unit = "pixels",
                  .min = 0.1,
                  .max = 50,
                  .source = "lime"});
  parameters.add("max_dist", settings.max_dist,
                 {.meaning = "quickshift cuts links longer than this",
                  .min = 0,
                  .above_min = true,
                  .source = "lime"});
  parameters.add("ratio", settings.ratio,
                 {.meaning = "weight of colour against place for quickshift",
                  .min = 0,
                  .max = 1000,
                  .source = "lime"});
  parameters.add("n_segments", settings.n_segments,
                 {.meaning = "about how many segments slic makes",
                  .min = 1,
                  .max = 100000,
                  .source = "scikit-image"});
  parameters.add("compactness", settings.compactness,
                 {.meaning = "weight of place against colour for slic; large: squares",
                  .min = 0,
                  .max = 1e6,
                  .above_min = true,
                  .source = "scikit-image"});
}

void declare_relevance(Parameters& parameters, Settings& settings) {
  parameters.add("multiply_by_inputs", settings.multiply_by_inputs,
                 {.meaning = "whether deeplift gives contributions, or the multipliers of the "
                             "inputs' differences alone",
                  .source = "captum"});
  parameters.add("beta", settings.beta,
                 {.meaning = "steepness of beta-smooth's rectifier",
                  .min = 0,
                  .above_min = true,
                  .source = "zennit"});
  parameters.add("lrp_rule", settings.lrp_rule,
                 {.meaning = "rule of lrp for all layers of weights, or a composite of rules",
                  .choices = relevance_rules()});
  parameters.add(
      "lrp_first", settings.lrp_first,
      {.meaning = "lrp's rule for the first layer of weights; auto: what lrp_rule says",
       .choices = {"auto", "as-others", "epsilon", "z-plus", "z-box", "w-square", "flat"}});
  parameters.add("lrp_layers", settings.lrp_layers,
                 {.meaning = "layers with a rule of their own in lrp, as 'fc1=gamma:0.25'; rules "
                             "are those of lrp_rule for all layers, and identity"});
  parameters.add(
      "ignore_bias", settings.ignore_bias,
      {.meaning = "leave the biases out of lrp's denominators", .source = "innvestigate"});
  parameters.add("low", settings.low,
                 {.meaning = "lowest input that z-box knows: one number, or one for each channel",
                  .unit = "input units"});
  parameters.add("high", settings.high,
                 {.meaning = "highest input that z-box knows: one number, or one for each channel",
                  .unit = "input units"});
  parameters.add("epsilon", settings.epsilon,
                 {.meaning = "what lrp adds to denominators, with their sign; 0: to denominators "
                             "of 0 alone",
                  .min = 0,
                  .source = "zennit"});
  parameters.add("gamma", settings.gamma,
                 {.meaning = "extra weight of what adds to a unit, with 'lrp_rule: gamma'",
                  .min = 0,
                  .source = "zennit"});
  parameters.add(
      "alpha", settings.alpha,
      {.meaning = "weight of what adds to a unit, with 'lrp_rule: alpha-beta'; what takes "
                  "away has alpha - 1",
       .min = 1,
       .source = "zennit"});
}

void declare_figures(Parameters& parameters, Settings& settings) {
  parameters.add("compare", settings.compare,
                 {.meaning = "methods whose maps of the same samples are drawn in one figure",
                  .choices = method_names()});
  parameters.add("scale", settings.scale,
                 {.meaning = "colours of maps: each from its own values, or one scale for all "
                             "samples of a method",
                  .choices = {"image", "shared"}});
}

void declare_layers(Parameters& parameters, Settings& settings) {
  parameters.add("layer", settings.layer,
                 {.meaning = "layer or tensor that is attributed to in place of the input; of "
                             "grad-cam and its kin: whose maps are combined (empty: what follows "
                             "the last convolution); with 'unit': the unit's layer"});
  parameters.add(
      "unit", settings.unit,
      {.meaning = "unit of 'layer' that is explained in place of the target: its number, "
                  "or one number for each dimension",
       .min = 0});
  parameters.add("upsample", settings.upsample,
                 {.meaning = "how the maps of grad-cam and its kin get the item's height and width",
                  .choices = {"bilinear", "nearest"}});
}

}  // namespace

void declare_settings(Parameters& parameters, Settings& settings) {
  parameters.add("method", settings.method,
                 {.meaning = "method of attribution", .choices = method_names()});
  parameters.add(
      "output", settings.output,
      {.meaning = "what is explained of the target", .choices = {"logit", "probability"}});
  declare_gradients(parameters, settings);
  declare_baseline(parameters, settings);
  declare_perturbations(parameters, settings);
  declare_segments(parameters, settings);
  declare_relevance(parameters, settings);
  declare_layers(parameters, settings);
  declare_figures(parameters, settings);
  parameters.add(
      "draws", settings.draws,
      {.meaning = "random draws of a method that samples; auto: as many as its page says",
       .max = 1e6,
       .zero = "auto"});
  parameters.add(
      "compat", settings.compat,
      {.meaning = "whose numbers where libraries differ from the papers",
       .choices = {"paper", "captum", "innvestigate", "pair", "pytorch-grad-cam", "zennit"}});
}

arma::uword draws_or(const Settings& settings, arma::uword usual) {
  return settings.draws > 0 ? settings.draws : usual;
}

}  // namespace lucarne::saliency
