// SPDX-License-Identifier: MIT
#include "saliency/methods/cam.hpp"
#include "saliency/methods/feature_groups.hpp"
#include "saliency/methods/input_parts.hpp"
#include "saliency/methods/layers.hpp"
#include "saliency/reports.hpp"
#include "saliency/segmentation/segments.hpp"
#include "saliency/target.hpp"

#include <lucarne/plugin.hpp>

#include <algorithm>

namespace lucarne::saliency {
namespace {

/// Which pixels the decision depends on: chosen samples after any method of attribution, the whole
/// split by the absolute input gradient.
/// source: Simonyan, Vedaldi, Zisserman 2014, arXiv:1312.6034, section 3.1
class Saliency final : public Analysis {
 public:
  void declare(Parameters& parameters) override {
    parameters.add("split", split_, {.meaning = "split that samples and statistics come from"});
    parameters.add("samples", samples_,
                   {.meaning = "items whose maps are shown and stored, chosen at random",
                    .unit = "items",
                    .min = 1,
                    .max = 1e6});
    parameters.add("target", target_,
                   {.meaning = "class whose logit is explained: predicted, true, or one class by "
                               "name or number"});
    parameters.add("items", items_,
                   {.meaning = "items of another stage to show, in its order, in place of chance"});
    parameters.add("permutations", permutations_,
                   {.meaning = "random relabellings of the test of right against wrong predictions",
                    .min = 1,
                    .max = 1e6,
                    .source = "Phipson, Smyth 2010"});
    parameters.add("statistics", statistics_,
                   {.meaning = "look at the whole split too: classes, right against wrong"});
    parameters.add("foreground", foreground_,
                   {.meaning = "inputs above this value are foreground", .unit = "input units"});
    declare_settings(parameters, settings_);
  }

  std::vector<Sweep> prepare(const Context& context) override {
    const Dataset& dataset = context.dataset();
    require_items(dataset, split_);
    const std::string n = std::to_string(dataset.n_items(split_));
    if (!items_.named() && samples_ > dataset.n_items(split_)) {
      throw ParameterError("samples", "parameter 'samples' must be at most " + n + ": the split '" +
                                          split_ + "' has " + n + " items, found " +
                                          std::to_string(samples_));
    }
    check_segments();
    check_layers(context.model(), settings_);
    if (find_method(settings_.method).layers == LayerUse::features) {
      map_layer(context.model(), settings_);
    }
    for (const std::string& method : settings_.compare) check_compared(method, context);
    gradient_ = parse_target(target_, dataset.class_names(), context.model().n_classes());
    if (!statistics_) return {};
    const arma::uword n_classes =
        std::max<arma::uword>(dataset.class_names().size(), context.model().n_classes());
    return {sweep(Request{.split = split_, .gradients = {gradient_}},
                  SaliencyFold(gradient_, foreground_, n_elements(context.model().input_shape()),
                               n_classes))};
  }

  void run(const Context& context, const Folded& folded, Results& results) override {
    if (!statistics_) {
      const Samples samples = explained(context);
      report_samples(samples, settings_, context, results);
      if (!samples.items.is_empty()) compare(samples, context, results);
      return;
    }
    const auto& fold = folded.state<SaliencyFold>();
    if (!fold.saliency.sums().is_finite()) {
      throw Error("finite gradients wanted, found NaN or infinity in split '" + split_ +
                  "'; look for extreme weights or inputs that are not scaled");
    }
    const Samples samples = explained(context);
    report_samples(samples, settings_, context, results);
    report_draws(samples, settings_, context, results);
    if (!samples.items.is_empty()) compare(samples, context, results);
    report_classes(fold, context, results);
    report_comparison(fold, permutations_, context, results);
  }

 private:
  // Two ways to say what is one feature contradict each other.
  void check_segments() const {
    if (settings_.baseline == "segment-mean" && !uses_groups(settings_)) {
      throw ParameterError(
          "baseline",
          "'baseline: segment-mean' is for methods that take groups of features: "
          "lime, kernel-shap, shapley, shapley-sampling, feature-ablation; found '" +
              settings_.method + "'");
    }
    const bool about_picture =
        segments_follow_picture(settings_) || settings_.baseline == "segment-mean";
    if (about_picture && !settings_.layer.empty() && settings_.unit.empty()) {
      throw ParameterError("layer",
                           "segments of a picture are no groups of a layer's units; leave out "
                           "'layer', or 'segments' and 'baseline: segment-mean'");
    }
    if (!segments_follow_picture(settings_)) return;
    for (const auto& [name, given] : {std::pair{"mask_file", !settings_.mask_file.empty()},
                                      {"block", !settings_.block.empty()}}) {
      if (!given) continue;
      throw ParameterError(name, "parameter '" + std::string(name) +
                                     "' and 'segments: " + settings_.segments +
                                     "' both say what is one feature; leave one out");
    }
  }

  static arma::uword n_pixels(const PictureLayout& layout) { return layout.height * layout.width; }

  arma::uvec chosen_items(const Context& context) const {
    const arma::uword n = context.dataset().n_items(split_);
    if (!items_.named()) return context.random().choose(samples_, n, 0);
    const arma::uvec& named = context.items(items_);
    if (!named.is_empty() && named.max() >= n) {
      throw ParameterError(
          "items", "parameter 'items' must name items of split '" + split_ + "', which has " +
                       std::to_string(n) + "; '" + items_.product + "' holds item " +
                       std::to_string(named.max()) + "; give both stages the same split");
    }
    arma::uvec first = named;
    first.resize(std::min(samples_, named.n_elem));
    return first;
  }

  Samples explained(const Context& context) const {
    Samples samples;
    samples.split = split_;
    samples.items = chosen_items(context);
    samples.labels = context.dataset().labels(split_)(samples.items);
    const std::vector<arma::fmat> logits =
        context.activations(split_, samples.items, {context.model().logits()});
    samples.predicted = predicted_classes(logits.front());
    samples.targets = explained_classes(gradient_, samples.labels, samples.predicted);
    samples.outputs = explained_outputs(logits.front(), samples.targets);
    samples.explanation.attributions.set_size(n_elements(context.dataset().item_shape()), 0);
    samples.explanation.standard_error = samples.explanation.attributions;
    samples.explanation.shape = context.dataset().item_shape();
    if (!samples.items.is_empty()) {
      samples.explanation = explanation_by(settings_, samples, context, &samples.segments);
    }
    return samples;
  }

  arma::vec explained_outputs(const arma::fmat& logits, const arma::uvec& targets) const {
    const arma::fmat values = settings_.output == "logit" ? logits : softmax(logits);
    arma::vec result(targets.n_elem);
    for (arma::uword i = 0; i < targets.n_elem; ++i) result(i) = values(targets(i), i);
    return result;
  }

  // `segments`, where wanted: those of the pixels, where several are one feature.
  Explanation explanation_by(const Settings& settings, const Samples& samples,
                             const Context& context, arma::umat* segments) const {
    const Dataset& dataset = context.dataset();
    const Workers workers{[&](arma::uword count, const std::function<void(arma::uword)>& task) {
                            context.parallel_for(count, task);
                          },
                          [&] { context.stop_if_cancelled(); }};
    Question question{context.model(), context.random(), workers};
    question.output = settings.output == "logit" ? Output::logit : Output::probability;
    question.item_shape = dataset.item_shape();
    question.inputs = dataset.inputs(split_, samples.items);
    question.classes = samples.targets;
    question.keys = samples.items;
    question.baselines = make_baselines(settings, question.inputs, question.item_shape,
                                        reference_of(context, split_));
    // Those of a layer are made with the question about it.
    const bool about_layer = !settings.layer.empty() && settings.unit.empty();
    const bool along_path = find_method(settings.method).layers == LayerUse::path;
    if ((!about_layer || along_path) && !leaves_out_features(settings)) {
      question.baselines =
          keeping_integers(std::move(question.baselines), context.model(), question.inputs);
    }
    if (!about_layer) {
      question.groups = groups(settings, question, dataset);
      if (settings.baseline == "segment-mean") {
        question.baselines = {
            group_means(question.inputs, question.groups, picture_layout(question.item_shape)),
            true};
      }
    }
    const PictureLayout layout = picture_layout(question.item_shape);
    if (segments != nullptr && !about_layer && uses_groups(settings) && layout &&
        question.groups.max() + 1 < n_pixels(layout)) {
      *segments = pixels_of_groups(question.groups, layout);
    }
    return saliency::explain(question, settings);
  }

  arma::umat groups(const Settings& settings, const Question& question,
                    const Dataset& dataset) const {
    if (!segments_follow_picture(settings) || !uses_groups(settings)) {
      return groups_of_inputs(settings, question);
    }
    const PictureLayout layout = picture_layout(question.item_shape);
    const Pictures pictures = dataset.pictures(question.inputs);
    if (!layout || !pictures) {
      throw ParameterError("segments", "'segments: " + settings.segments +
                                           "' wants items that are pictures, found items of " +
                                           to_string(question.item_shape));
    }
    arma::umat segments(n_pixels(layout), question.n_items());
    question.workers.parallel_for(segments.n_cols, [&](arma::uword item) {
      segments.col(item) = segments_of(pictures, item, settings);
    });
    return groups_of_pixels(segments, layout);
  }

  // Maps of different layers cannot be compared: `layer` is for methods that combine its maps, or
  // the unit's.
  Settings compared_by(const std::string& method) const {
    Settings settings = settings_;
    settings.method = method;
    const bool combines = find_method(method).layers == LayerUse::features;
    if (!combines && settings.unit.empty()) settings.layer.clear();
    return settings;
  }

  void check_compared(const std::string& method, const Context& context) const {
    const LayerUse use = find_method(method).layers;
    const Settings settings = compared_by(method);
    const bool of_layer =
        (use == LayerUse::always || use == LayerUse::path) && settings_.unit.empty();
    if (of_layer || attributes_to_layer(settings)) {
      throw ParameterError("compare", "'" + method +
                                          "' attributes to a layer, not to the item's "
                                          "pixels; leave it out of 'compare'");
    }
    if (!picture_layout(context.dataset().item_shape())) {
      throw ParameterError("compare",
                           "'compare' draws maps of items of height x width; items of "
                           "this data have shape " +
                               to_string(context.dataset().item_shape()));
    }
    check_layers(context.model(), settings);
    if (use == LayerUse::features) map_layer(context.model(), settings);
  }

  void compare(const Samples& samples, const Context& context, Results& results) const {
    if (settings_.compare.empty()) return;
    std::vector<MethodMaps> methods;
    for (const std::string& method : settings_.compare) {
      const Settings settings = compared_by(method);
      methods.push_back(
          {method, signed_maps(settings), explanation_by(settings, samples, context, nullptr)});
      if (!methods.back().explanation.attributions.is_finite()) {
        throw Error("finite attributions wanted, " + method + " found NaN or infinity in split '" +
                    split_ + "'; look for extreme weights or inputs that are not scaled");
      }
    }
    draw_methods(samples, methods, settings_.scale == "shared", context,
                 results.figure("methods", {"The same samples explained by several methods",
                                            "Les mêmes exemples expliqués par plusieurs "
                                            "méthodes"}));
  }

  std::string split_ = "test";
  arma::uword samples_ = 10;
  std::string target_ = "predicted";
  ItemsFrom items_;
  arma::uword permutations_ = 10000;
  bool statistics_ = true;
  double foreground_ = 0;
  GradientRequest gradient_;
  Settings settings_;
};

}  // namespace
}  // namespace lucarne::saliency

LUCARNE_PLUGIN(lucarne::saliency::Saliency, "saliency", "1.0.0",
               "Which pixels does the network's decision depend on?");
