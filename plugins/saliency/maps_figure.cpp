// SPDX-License-Identifier: MIT
#include "saliency/reports.hpp"
#include "saliency/segmentation/segments.hpp"

#include <lucarne/wording.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace lucarne::saliency {
namespace {

constexpr arma::uword maps_per_row = 10;

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

}  // namespace

std::string unit_text(const Settings& settings) {
  return fmt::format("{}", fmt::join(settings.unit, ", "));
}

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

void draw_maps(const Samples& samples, const Pictures& pictures, const Settings& settings,
               const Context& context, Figure& figure) {
  // A class activation map has no channels, whatever the item has.
  const PictureLayout size = picture_layout(samples.explanation.shape);
  const std::vector<std::string> names = all_class_names(context);
  const arma::uword columns = std::min(maps_per_row, samples.items.n_elem);
  const arma::fmat attributions = summed_over_channels(samples.explanation.attributions, size);
  const bool is_signed = signed_maps(settings);
  figure.width = std::max<arma::uword>(500, 120 * columns + 40);
  figure.caption = caption_of(is_signed);

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
  figure.panels.push_back({{}, std::move(images)});
  figure.panels.push_back({{}, std::move(maps)});
  figure.panels.push_back({{}, std::move(overlay)});
  if (!samples.segments.is_empty()) {
    Tiles segments;
    segments.show(with_borders(pictures, samples.segments));
    segments.columns = columns;
    segments.row_label = {"segments", "segments"};
    figure.panels.push_back({{}, std::move(segments)});
    figure.caption = filled(
        {"{} At the bottom, the segments that were present or absent as a whole: every pixel of "
         "one "
         "has the same value.",
         "{} Tout en bas, les segments présents ou absents d'un bloc : chaque pixel d'un segment a "
         "la même valeur."},
        {figure.caption});
  }
}

}  // namespace lucarne::saliency
