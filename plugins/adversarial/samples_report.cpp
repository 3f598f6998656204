// SPDX-License-Identifier: MIT
#include "adversarial/reports.hpp"

#include <lucarne/wording.hpp>

#include <algorithm>

namespace lucarne::adversarial {
namespace {

// Samples that the attack flipped, most lasting first: the others are lost at the slightest
// change. Where it flipped too few, those that withstood fill up.
arma::uvec gallery_places(const Report& report) {
  std::vector<arma::uword> places;
  const arma::vec& smallest = report.search.smallest;
  for (arma::uword i = 0; i < smallest.n_elem; ++i) {
    if (smallest(i) > 0) places.push_back(i);
  }
  std::ranges::stable_sort(places, std::ranges::greater{}, [&](arma::uword i) {
    return smallest(i) <= report.radius ? smallest(i) : -smallest(i);
  });
  places.resize(std::min<std::size_t>(report.shown, places.size()));
  return arma::uvec(places);
}

Tiles tiles_of(const Pictures& pictures, Text row_label) {
  Tiles tiles;
  tiles.show(pictures);
  tiles.columns = pictures.pixels.n_cols;
  tiles.row_label = std::move(row_label);
  return tiles;
}

Tiles perturbation_of_values(const Pictures& before, const Pictures& after) {
  Tiles tiles = tiles_of(before, {"perturbation", "perturbation"});
  tiles.pictures = after.pixels - before.pixels;
  tiles.palette = Palette::diverging;
  tiles.scale = TileScale::symmetric;
  tiles.colour_bar = true;
  tiles.scale_label = {"input units", "unités d'entrée"};
  return tiles;
}

// Around middle grey, magnified by what brings the largest change to the end of the range.
Tiles perturbation_of_colours(const Pictures& before, const Pictures& after) {
  Tiles tiles = tiles_of(before, {"perturbation", "perturbation"});
  const arma::fmat change = after.pixels - before.pixels;
  const float largest = arma::abs(change).max();
  tiles.pictures = 0.5F + change * (largest > 0 ? 0.5F / largest : 0.0F);
  if (largest > 0) {
    tiles.row_label = filled({"perturbation \u00d7 {}", "perturbation \u00d7 {}"},
                             {number(0.5 / static_cast<double>(largest), 1)});
  }
  return tiles;
}

Text gallery_caption(bool coloured) {
  const Text middle =
      coloured ? Text{"what the attack adds and takes away, magnified, around a grey that stands "
                      "for nothing",
                      "ce que l'attaque ajoute et retire, agrandi, autour d'un gris qui vaut rien"}
               : Text{"what the attack adds (red) or takes away (blue), white for nothing",
                      "ce que l'attaque ajoute (rouge) ou retire (bleu), blanc pour rien"};
  return filled(
      {"Above, the sample; in the middle, {}; below, the sum of both, which the network sees. "
       "\u2717 marks a class that the attack has changed. A person should see the same thing above "
       "and below; where the perturbation draws what belongs to another class, the network has "
       "learnt something of it.",
       "En haut, l'exemple ; au milieu, {} ; en bas, la somme des deux, que le réseau voit. "
       "\u2717 marque une classe que l'attaque a changée. Un humain devrait voir la même chose en "
       "haut et en bas ; si la perturbation dessine ce qui appartient à une autre classe, le "
       "réseau en a appris quelque chose."},
      {middle});
}

}  // namespace

void report_arrays(const Report& report, const Context& context, Results& results) {
  const Shape& shape = context.dataset().item_shape();
  const Search& search = report.search;
  results.array("adversarial", search.adversarial,
                "each sample at the smallest radius tried, up to `radius`, that flips it; at "
                "`radius` where none does",
                shape);
  results.array("perturbations", arma::fmat(search.adversarial - report.inputs),
                "adversarial input minus sample", shape);
  results.array("samples", report.items, "items of the split that were attacked");
  results.array("predicted", report.predicted, "predicted class of each sample");
  results.array("adversarial_predicted", search.predicted,
                "predicted class of each adversarial input");
  results.array("smallest_radius", search.smallest,
                "smallest radius found that flips each sample; infinite where none did");
}

void report_gallery(const Report& report, const Context& context, Results& results) {
  const arma::uvec places = gallery_places(report);
  if (places.is_empty()) return;
  const Dataset& dataset = context.dataset();
  const Pictures originals = dataset.pictures(report.inputs.cols(places));
  if (!originals) return;
  const Pictures adversarial = dataset.pictures(report.search.adversarial.cols(places));
  const bool coloured = originals.channels > 1;
  Figure& figure = results.figure("gallery", {"Original, perturbation, adversarial input",
                                              "Original, perturbation, entrée adverse"});
  figure.width = std::max<arma::uword>(500, 120 * places.n_elem + 40);
  figure.caption = gallery_caption(coloured);
  Tiles above = tiles_of(originals, {"original", "original"});
  Tiles middle = coloured ? perturbation_of_colours(originals, adversarial)
                          : perturbation_of_values(originals, adversarial);
  Tiles below = tiles_of(adversarial, {"adversarial", "adverse"});
  above.scale = TileScale::shared;
  below.scale = TileScale::shared;
  for (const arma::uword place : places) {
    const std::string& before = report.class_names[report.predicted(place)];
    const std::string& after = report.class_names[report.search.predicted(place)];
    above.titles.push_back(filled({"true {}\npredicted {}", "vrai {}\nprédit {}"},
                                  {report.class_names[report.labels(place)], before}));
    below.titles.push_back(
        filled({"predicted {}{}", "prédit {}{}"}, {after, before == after ? "" : " \u2717"}));
  }
  figure.panels.push_back({{}, std::move(above)});
  figure.panels.push_back({{}, std::move(middle)});
  figure.panels.push_back({{}, std::move(below)});
}

}  // namespace lucarne::adversarial
