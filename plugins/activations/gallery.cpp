// SPDX-License-Identifier: MIT
#include "activations/figures.hpp"

#include <lucarne/wording.hpp>

#include <algorithm>

namespace lucarne::activations {
namespace {

constexpr arma::uword classes_drawn = 10;

}  // namespace

void add_gallery(Results& results, const LayerActivity& layer, const Dataset& dataset,
                 const std::string& split) {
  if (!picture_layout(dataset.item_shape())) return;
  const arma::uvec& labels = dataset.labels(split);
  std::vector<Panel> panels;
  arma::uword own = 0;
  arma::uword drawn = 0;
  for (arma::uword k = 0; k < layer.class_means.n_cols && panels.size() < classes_drawn; ++k) {
    const arma::uvec unit = most_selective(layer.selectivity, k, 1);
    if (unit.is_empty()) continue;
    const arma::uvec items = layer.strongest(unit(0));
    const arma::uvec truth = labels(items);
    const arma::uword of_class = arma::accu(truth == k);
    own += of_class;
    drawn += items.n_elem;
    Tiles tiles;
    tiles.show(dataset.pictures(dataset.inputs(split, items)));
    tiles.columns = items.n_elem;
    const Text name = class_name(dataset.class_names(), k);
    panels.push_back(
        {filled({"N{} prefers {} (selectivity {}; {} of {} are {})",
                 "N{} préfère {} (sélectivité {} ; {} sur {} sont {})"},
                {std::to_string(unit(0)), name, number(layer.selectivity.index(unit(0)), 2),
                 count(of_class), count(items.n_elem), name}),
         std::move(tiles)});
  }
  if (panels.empty()) return;

  Figure& figure =
      results.figure("top_items", filled({"What activates the most selective units of {}",
                                          "Ce qui active les neurones les plus sélectifs de {}"},
                                         {layer.layer.name}));
  figure.columns = panels.size() > 1 ? 2 : 1;
  figure.panels = std::move(panels);
  figure.caption = filled(
      {"For each class the unit of '{}' that prefers it most, with the items of the split '{}' "
       "that "
       "activate it most, the strongest first. What these pictures have in common is what the unit "
       "looks for. Warning sign: pictures of several classes.",
       "Pour chaque classe, le neurone de « {} » qui la préfère le plus, avec les exemples de « {} "
       "» "
       "qui l'activent le plus, le plus fort d'abord. Ce que ces images ont en commun est ce que "
       "le "
       "neurone cherche. Signe d'alerte : des images de plusieurs classes."},
      {layer.layer.name, split});
  const double share = static_cast<double>(own) / static_cast<double>(drawn);
  figure.readings.push_back(
      {share >= 0.8 ? Level::good : Level::note,
       filled({"Of the {} items shown {} ({}) belong to the class that their unit prefers.",
               "Sur les {} exemples montrés, {} ({}) sont de la classe que préfère leur neurone."},
              {count(drawn), count(own), percent(share, 0)})});
}

}  // namespace lucarne::activations
