// SPDX-License-Identifier: MIT
#include "saliency/methods/cam.hpp"
#include "saliency/methods/input_parts.hpp"
#include "saliency/methods/layers.hpp"
#include "saliency/reports.hpp"
#include "saliency/segmentation/segments.hpp"

#include <lucarne/error.hpp>
#include <lucarne/wording.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

namespace lucarne::saliency {
namespace {

constexpr arma::uword maps_per_row = 10;
// More would make a picture that nobody can open.
constexpr arma::uword most_drawn = 1000;
// A residual above this share of the difference is warned of.
constexpr double much_missing = 0.01;

Tiles tiles_of(const arma::fmat& pictures, const PictureLayout& size, Palette palette,
               Text row_label) {
  Tiles tiles;
  tiles.pictures = pictures;
  tiles.height = size.height;
  tiles.width = size.width;
  tiles.columns = std::min(maps_per_row, pictures.n_cols);
  tiles.palette = palette;
  tiles.scale = TileScale::each;
  tiles.row_label = std::move(row_label);
  return tiles;
}

std::string unit_text(const Settings& settings) {
  return fmt::format("{}", fmt::join(settings.unit, ", "));
}

bool is_constant(const arma::fmat& maps, arma::uword column) {
  return maps.col(column).min() == maps.col(column).max();
}

Text caption_of(bool is_signed) {
  if (is_signed) {
    return {
        "Above, the item; in the middle, what each pixel contributes to the explained output (red: "
        "for it, blue: against it, white: nothing; each map on its own scale, centred at zero); "
        "below, the item with the magnitude over it. \u2717 marks wrong predictions. Strong "
        "colours in empty corners mean that the network listens to the background.",
        "En haut, l'exemple ; au milieu, ce que chaque pixel apporte à la sortie expliquée (rouge "
        ": "
        "pour, bleu : contre, blanc : rien ; chaque carte a sa propre échelle, centrée sur zéro) ; "
        "en bas, l'exemple et l'amplitude superposés. \u2717 marque une erreur. Des couleurs "
        "fortes "
        "dans les coins vides disent que le réseau écoute le fond."};
  }
  return {
      "Above, the item; in the middle, how strongly the explained output answers to each pixel "
      "(black: not at all, white: most; each map on its own scale); below, both together. \u2717 "
      "marks wrong predictions. Bright pixels on the strokes are a good sign; bright pixels in "
      "empty corners mean that the network listens to the background.",
      "En haut, l'exemple ; au milieu, la force avec laquelle la sortie expliquée réagit à chaque "
      "pixel (noir : pas du tout, blanc : le plus ; chaque carte a sa propre échelle) ; en bas, "
      "les deux superposés. \u2717 marque une erreur. Des pixels clairs sur le tracé sont bon "
      "signe ; des pixels clairs dans les coins vides disent que le réseau écoute le fond."};
}

void draw(const Samples& samples, const Settings& settings, const Context& context,
          Figure& figure) {
  // A class activation map has no channels, whatever the item has.
  const PictureLayout size = picture_layout(samples.explanation.shape);
  const std::vector<std::string> names = all_class_names(context);
  const arma::uword columns = std::min(maps_per_row, samples.items.n_elem);
  const arma::uword rows = (samples.items.n_elem + maps_per_row - 1) / maps_per_row;
  const arma::fmat attributions = summed_over_channels(samples.explanation.attributions, size);
  const bool is_signed = signed_maps(settings);
  figure.width = std::max<arma::uword>(500, 120 * columns + 40);
  figure.height = 80 + 480 * rows;
  figure.caption = caption_of(is_signed);

  const Dataset& dataset = context.dataset();
  const Pictures pictures = dataset.pictures(dataset.inputs(samples.split, samples.items));
  Tiles images = tiles_of(pictures.pixels, size, Palette::grey, {"image", "image"});
  images.channels = pictures.channels;
  Tiles maps = map_tiles(attributions, size, is_signed, settings.scale == "shared");
  maps.columns = columns;
  maps.row_label = settings.method == "saliency" ? Text{"saliency", "saillance"}
                                                 : Text{"attribution", "attribution"};
  Tiles overlay = images;
  overlay.row_label = {"overlay", "superposition"};
  overlay.overlay = arma::abs(attributions);
  for (arma::uword i = 0; i < samples.items.n_elem; ++i) {
    const bool wrong = samples.labels(i) != samples.predicted(i);
    images.titles.push_back(
        filled({"true {}\npredicted {}{}", "vrai {}\nprédit {}{}"},
               {names[samples.labels(i)], names[samples.predicted(i)], wrong ? " \u2717" : ""}));
    maps.titles.push_back(map_title(samples, settings, names[samples.targets(i)], i));
  }
  // Two lines of title, one, none: these weights leave tiles of one size.
  figure.panels.push_back({{}, std::move(images), 1.15});
  figure.panels.push_back({{}, std::move(maps)});
  figure.panels.push_back({{}, std::move(overlay), 0.87});
  if (!samples.segments.is_empty()) {
    Tiles segments;
    segments.show(with_borders(pictures, samples.segments));
    segments.columns = columns;
    segments.row_label = {"segments", "segments"};
    figure.panels.push_back({{}, std::move(segments), 0.87});
    figure.height += 140 * rows;
    figure.caption = filled(
        {"{} At the bottom, the segments that were present or absent as a whole: every pixel of "
         "one "
         "has the same value.",
         "{} Tout en bas, les segments présents ou absents d'un bloc : chaque pixel d'un segment a "
         "la même valeur."},
        {figure.caption});
  }
}

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

arma::fmat each_to_unit(const arma::fmat& maps) {
  arma::fmat result = maps;
  for (arma::uword column = 0; column < maps.n_cols; ++column) {
    const float largest = arma::abs(maps.col(column)).max();
    if (largest > 0) result.col(column) /= largest;
  }
  return result;
}

Text map_title(const Samples& samples, const Settings& settings, const std::string& target,
               arma::uword item) {
  if (is_constant(samples.explanation.attributions, item)) {
    return {"no saliency: constant map", "sans saillance : carte constante"};
  }
  if (!settings.unit.empty()) {
    return filled({"unit {} of {}", "unité {} de {}"}, {unit_text(settings), settings.layer});
  }
  return settings.output == "logit" ? filled({"logit of {}", "logit de {}"}, {target})
                                    : filled({"probability of {}", "probabilité de {}"}, {target});
}

std::vector<std::string> all_class_names(const Context& context) {
  std::vector<std::string> names = context.dataset().class_names();
  while (names.size() < context.model().n_classes()) names.push_back(std::to_string(names.size()));
  return names;
}

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
  // A class activation map lies over a picture, whatever the features are.
  const bool is_map = find_method(settings.method).layers == LayerUse::features &&
                      settings.method != "guided-grad-cam";
  const std::vector<InputPart> parts =
      of_layer || is_map ? std::vector<InputPart>{} : input_parts(context.model());
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
  if (samples.items.n_elem > most_drawn) return;
  if (!of_layer && !picture_layout(context.dataset().item_shape())) return;
  Text title{"Saliency maps: the pixels that matter for the decision",
             "Cartes de saillance : les pixels importants pour la décision"};
  if (settings.method != "saliency") {
    title = filled({"Attribution by {}: the pixels that matter for the decision",
                    "Attribution par {} : les pixels importants pour la décision"},
                   {settings.method});
  }
  if (of_layer) {
    title = filled({"Attribution by {} to layer {}", "Attribution par {} à la couche {}"},
                   {settings.method, settings.layer});
  }
  Figure& figure = results.figure("maps", std::move(title));
  (of_layer ? draw_layer : draw)(samples, settings, context, figure);
}

}  // namespace lucarne::saliency
