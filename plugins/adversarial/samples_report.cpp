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

Tiles tiles_of(const arma::fmat& pictures, PictureSize size, Text row_label) {
  Tiles tiles;
  tiles.pictures = pictures;
  tiles.height = size.height;
  tiles.width = size.width;
  tiles.columns = pictures.n_cols;
  tiles.row_label = std::move(row_label);
  return tiles;
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
  const PictureSize size = picture_size(context.dataset().item_shape());
  const arma::uvec places = gallery_places(report);
  if (!size || places.is_empty()) return;
  Figure& figure = results.figure("gallery", {"Original, perturbation, adversarial input",
                                              "Original, perturbation, entrée adverse"});
  figure.width = std::max<arma::uword>(500, 120 * places.n_elem + 40);
  figure.height = 560;
  figure.caption = {
      "Above, the sample; in the middle, what the attack adds (red) or takes away (blue), white "
      "for "
      "nothing; below, the sum of both, which the network sees. \u2717 marks a class that the "
      "attack has changed. A person should see the same thing above and below; where the "
      "perturbation draws strokes of another class, the network has learnt something of it.",
      "En haut, l'exemple ; au milieu, ce que l'attaque ajoute (rouge) ou retire (bleu), blanc "
      "pour rien ; en bas, la somme des deux, que le réseau voit. \u2717 marque une classe que "
      "l'attaque a changée. Un humain devrait voir la même chose en haut et en bas ; si la "
      "perturbation dessine les traits d'une autre classe, le réseau en a appris quelque chose."};
  const arma::fmat originals = report.inputs.cols(places);
  const arma::fmat adversarial = report.search.adversarial.cols(places);
  Tiles above = tiles_of(originals, size, {"original", "original"});
  Tiles middle = tiles_of(adversarial - originals, size, {"perturbation", "perturbation"});
  middle.palette = Palette::diverging;
  middle.scale = TileScale::symmetric;
  middle.colour_bar = true;
  middle.scale_label = {"input units", "unités d'entrée"};
  Tiles below = tiles_of(adversarial, size, {"adversarial", "adverse"});
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
  figure.panels.push_back({{}, std::move(above), 1.15});
  figure.panels.push_back({{}, std::move(middle), 0.95});
  figure.panels.push_back({{}, std::move(below), 1.05});
}

}  // namespace lucarne::adversarial
