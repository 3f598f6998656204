// SPDX-License-Identifier: MIT
#include "saliency/reports.hpp"

#include <lucarne/wording.hpp>

namespace lucarne::saliency {
namespace {

constexpr arma::uword maps_per_row = 10;

Tiles tiles_of(const arma::fmat& pictures, PictureSize size, Palette palette, Text row_label) {
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

void draw(const Samples& samples, const Context& context, Figure& figure) {
  const PictureSize size = picture_size(context.dataset().item_shape());
  const std::vector<std::string> names = all_class_names(context);
  const arma::uword columns = std::min(maps_per_row, samples.items.n_elem);
  const arma::uword rows = (samples.items.n_elem + maps_per_row - 1) / maps_per_row;
  figure.width = std::max<arma::uword>(500, 120 * columns + 40);
  figure.height = 80 + 480 * rows;
  figure.caption = {
      "Above, the item; in the middle, how strongly the explained logit answers to each pixel "
      "(black: not at all, white: most; each map on its own scale); below, both together. \u2717 "
      "marks "
      "wrong predictions. Bright "
      "pixels on the strokes are a good sign; bright pixels in empty corners mean that the network "
      "listens to the background.",
      "En haut, l'exemple ; au milieu, la force avec laquelle le logit expliqué réagit à chaque "
      "pixel (noir : pas du tout, blanc : le plus ; chaque carte a sa propre échelle) ; en bas, "
      "les deux superposés. \u2717 marque une erreur. Des pixels clairs sur le tracé sont bon "
      "signe ; des pixels clairs dans "
      "les coins vides disent que le réseau écoute le fond."};

  Tiles images = tiles_of(context.dataset().inputs(samples.split, samples.items), size,
                          Palette::grey, {"image", "image"});
  Tiles maps = tiles_of(samples.saliency, size, Palette::hot, {"saliency", "saillance"});
  Tiles overlay = tiles_of(images.pictures, size, Palette::grey, {"overlay", "superposition"});
  overlay.overlay = samples.saliency;
  for (arma::uword i = 0; i < samples.items.n_elem; ++i) {
    const bool wrong = samples.labels(i) != samples.predicted(i);
    images.titles.push_back(
        filled({"true {}\npredicted {}{}", "vrai {}\nprédit {}{}"},
               {names[samples.labels(i)], names[samples.predicted(i)], wrong ? " \u2717" : ""}));
    maps.titles.push_back(
        is_constant(samples.saliency, i)
            ? Text("no saliency: constant map", "sans saillance : carte constante")
            : filled({"logit of {}", "logit de {}"}, {names[samples.targets(i)]}));
  }
  // Two lines of title, one, none: these weights leave tiles of one size.
  figure.panels.push_back({{}, std::move(images), 1.15});
  figure.panels.push_back({{}, std::move(maps)});
  figure.panels.push_back({{}, std::move(overlay), 0.87});
}

}  // namespace

std::vector<std::string> all_class_names(const Context& context) {
  std::vector<std::string> names = context.dataset().class_names();
  while (names.size() < context.model().n_classes()) names.push_back(std::to_string(names.size()));
  return names;
}

void report_samples(const Samples& samples, const Context& context, Results& results) {
  results.array("attributions", samples.saliency,
                "|d logit of the target / d input| of each sample", context.dataset().item_shape());
  results.array("samples", samples.items, "items of the split that are shown");
  results.array("targets", samples.targets, "class whose logit is explained, of each sample");
  if (samples.items.is_empty()) {
    results.reading(Level::note, {"the stage that was to name the samples named none, so no map is "
                                  "shown",
                                  "l'étape qui devait nommer les exemples n'en a nommé aucun : "
                                  "aucune carte n'est montrée"});
    return;
  }
  if (!picture_size(context.dataset().item_shape())) return;
  draw(samples, context,
       results.figure("maps", {"Saliency maps: the pixels that matter for the decision",
                               "Cartes de saillance : les pixels importants pour la décision"}));
}

}  // namespace lucarne::saliency
