// SPDX-License-Identifier: MIT
#include "saliency/methods/cam.hpp"
#include "saliency/methods/input_parts.hpp"
#include "saliency/methods/layers.hpp"
#include "saliency/reports.hpp"

#include <lucarne/error.hpp>
#include <lucarne/wording.hpp>

#include <fmt/format.h>

#include <cmath>

namespace lucarne::saliency {
namespace {

// More would make a picture that nobody can open.
constexpr arma::uword most_drawn = 1000;
// A residual above this share of the difference is warned of.
constexpr double much_missing = 0.01;

// Which tensor the attributions are about, where it is not the input and the target.
void report_layer(const Settings& settings, const Context& context, Results& results) {
  if (find_method(settings.method).layers == LayerUse::features) {
    const std::string name = map_layer(context.model(), settings).name;
    const Text pattern =
        settings.layer.empty()
            ? Text{"{} combines the maps of layer {}, the last that follows a convolution",
                   "{} combine les cartes de la couche {}, la dernière qui suit une convolution"}
            : Text{"{} combines the maps of layer {}", "{} combine les cartes de la couche {}"};
    results.reading(Level::note, filled(pattern, {settings.method, name}));
  } else if (!settings.unit.empty()) {
    results.reading(Level::note, filled({"explained is unit {} of layer {}, not the target",
                                         "c'est l'unité {} de la couche {} qui est expliquée, non "
                                         "la cible"},
                                        {unit_text(settings), settings.layer}));
  }
}

// Completeness: what is missing, in the report and as a warning where it is much.
void report_residual(const Samples& samples, const Settings& settings, const Context& context,
                     Results& results) {
  const Explanation& explanation = samples.explanation;
  if (explanation.residual.is_empty()) return;
  results.array(
      "residual", explanation.residual,
      "sum of each sample's attributions minus the output's difference from the baseline");
  results.array("difference", explanation.difference,
                "output of each sample's target minus that at the baseline");
  const double share = settings.tolerance > 0 ? settings.tolerance : much_missing;
  arma::uword above = 0;
  for (arma::uword i = 0; i < explanation.residual.n_elem; ++i) {
    const double limit = share * std::abs(explanation.difference(i));
    above += std::abs(explanation.residual(i)) > limit ? 1 : 0;
  }
  if (above == 0) return;
  const bool drawn = find_method(settings.method).samples;
  std::string remedy = drawn ? "raise 'draws'" : "raise 'steps' or 'tolerance'";
  if (settings.method == "conductance") {
    remedy = "raise 'steps', or look whether anything passes the layer by";
  }
  context.warn(
      fmt::format("{}: attributions of {} of {} samples miss the output's difference from "
                  "the baseline by more than {} %; {}",
                  settings.method, above, explanation.residual.n_elem, 100 * share, remedy));
  results.reading(Level::warning,
                  filled({"attributions of {} of {} samples do not sum to the output's difference "
                          "from the baseline: more than {} is missing (array residual)",
                          "les attributions de {} exemples sur {} ne totalisent pas l'écart de la "
                          "sortie à la référence : il manque plus de {} (tableau residual)"},
                         {count(above), count(explanation.residual.n_elem), percent(share)}));
}

// A class activation map lies over a picture, whatever the features are.
bool is_map(const Settings& settings) {
  return find_method(settings.method).layers == LayerUse::features &&
         settings.method != "guided-grad-cam";
}

Text title_to_layer(const Settings& settings, const Context& context) {
  const bool of_maps = find_method(settings.method).layers == LayerUse::features;
  return filled(
      {"Attribution by {} to layer {}", "Attribution par {} à la couche {}"},
      {settings.method, of_maps ? map_layer(context.model(), settings).name : settings.layer});
}

Text title_to_items(const Settings& settings, bool pictures) {
  const Text what = pictures ? Text{"pixels", "les pixels importants"}
                             : Text{"features", "les variables importantes"};
  if (settings.method == "saliency") {
    return filled({"Saliency maps: the {} that matter for the decision",
                   "Cartes de saillance : {} pour la décision"},
                  {what});
  }
  return filled({"Attribution by {}: the {} that matter for the decision",
                 "Attribution par {} : {} pour la décision"},
                {settings.method, what});
}

void draw_samples(const Samples& samples, const Settings& settings, const Context& context,
                  Results& results) {
  const Dataset& dataset = context.dataset();
  const std::vector<InputPart> inputs = input_parts(context.model());
  if (attributes_to_layer(settings)) {
    draw_layer(samples, settings, context,
               results.figure("maps", title_to_layer(settings, context)));
  } else if (!inputs.empty() && !is_map(settings)) {
    draw_inputs(samples, settings, context, inputs, results);
  } else if (!inputs.empty()) {
    Figure& figure = results.figure("maps", title_to_items(settings, true));
    if (!draw_over_input(samples, settings, context, inputs, figure)) {
      figure.title = title_to_layer(settings, context);
      draw_layer(samples, settings, context, figure);
    }
  } else if (picture_layout(dataset.item_shape())) {
    draw_maps(samples, dataset.pictures(dataset.inputs(samples.split, samples.items)), settings,
              context, results.figure("maps", title_to_items(settings, true)));
  } else {
    draw_features(samples, settings, context,
                  results.figure("maps", title_to_items(settings, false)));
  }
}

// One array of all features, and of several inputs one of each, by the input's name.
void report_parts(const std::string& name, const arma::fmat& values, const std::string& meaning,
                  const Shape& shape, const std::vector<InputPart>& parts, Results& results) {
  results.array(name, values, meaning, shape);
  for (const InputPart& part : parts) {
    const arma::uword last = part.first + n_elements(part.shape) - 1;
    // No rows are drawn where no sample was named.
    const arma::fmat own = values.n_cols == 0 ? arma::fmat(n_elements(part.shape), 0)
                                              : arma::fmat(values.rows(part.first, last));
    results.array(name + "." + part.name, own, meaning + ", input '" + part.name + "'", part.shape);
  }
}

}  // namespace

void report_samples(const Samples& samples, const Settings& settings, const Context& context,
                    Results& results) {
  const Explanation& explanation = samples.explanation;
  const Shape& shape = explanation.shape;
  if (!explanation.attributions.is_finite()) {
    throw Error(
        fmt::format("finite attributions wanted, {} found NaN or infinity in split '{}'; "
                    "look for extreme weights or inputs that are not scaled",
                    settings.method, samples.split));
  }
  const bool of_layer = attributes_to_layer(settings);
  const std::vector<InputPart> parts =
      of_layer || is_map(settings) ? std::vector<InputPart>{} : input_parts(context.model());
  report_parts("attributions", explanation.attributions,
               settings.method == "saliency" && settings.sign != "signed"
                   ? "|d " + settings.output + " of the target / d input| of each sample"
                   : settings.method + ", " + settings.output + " of the target, of each sample",
               shape, parts, results);
  if (find_method(settings.method).samples) {
    report_parts("standard_error", explanation.standard_error,
                 "standard error of each attribution, from the draws", shape, parts, results);
  }
  results.array("samples", samples.items, "items of the split that are shown");
  results.array("targets", samples.targets, "class whose output is explained, of each sample");
  // Of a unit, no class has an output that was explained.
  if (settings.unit.empty()) {
    results.array("outputs", samples.outputs, settings.output + " of the target of each sample");
  }
  if (samples.items.is_empty()) {
    results.reading(Level::note, {"the stage that was to name the samples named none, so no map is "
                                  "shown",
                                  "l'étape qui devait nommer les exemples n'en a nommé aucun : "
                                  "aucune carte n'est montrée"});
    return;
  }
  report_residual(samples, settings, context, results);
  report_layer(settings, context, results);
  if (samples.items.n_elem <= most_drawn) draw_samples(samples, settings, context, results);
}

}  // namespace lucarne::saliency
