// SPDX-License-Identifier: MIT
#include "activations/figures.hpp"

#include <lucarne/wording.hpp>

#include <algorithm>

namespace lucarne::activations {
namespace {

constexpr arma::uword units_drawn = 64;

// Rows are classes, columns units: a wide picture, and columns read like bar codes of a unit.
Panel class_panel(const LayerActivity& layer, const arma::uvec& units, const arma::uvec& classes,
                  const std::vector<std::string>& class_names) {
  HeatMap map;
  map.values = arma::mat(layer.class_means.submat(units, classes)).t();
  const bool signed_values = map.values.min() < 0;
  map.palette = signed_values ? Palette::diverging : Palette::sequential;
  if (signed_values) {
    map.centre = 0;
  } else {
    map.min = 0;
  }
  for (const arma::uword unit : units) map.x.categories.emplace_back(std::to_string(unit));
  for (const arma::uword k : classes) map.y.categories.emplace_back(class_name(class_names, k));
  map.x.label = {"unit", "neurone"};
  map.y.label = {"class", "classe"};
  map.scale_label = {"mean activation", "activation moyenne"};
  map.square = false;
  return {filled({"{}: {} of {} units", "{} : {} neurones sur {}"},
                 {layer.layer.name, count(units.n_elem), count(layer.n_units())}),
          std::move(map)};
}

void read_selectivity(Figure& figure, const LayerActivity& layer,
                      const std::vector<std::string>& class_names) {
  const arma::uvec judged = arma::find(layer.selectivity.judged);
  const arma::vec index = layer.selectivity.index(judged);
  const arma::uword unit = judged(index.index_max());
  figure.readings.push_back(
      {Level::note,
       filled({"'{}': of {} units that are active often enough to judge, half have a selectivity "
               "above {}; the most selective, N{}, prefers class {} ({}).",
               "« {} » : parmi {} neurones actifs assez souvent pour être jugés, la moitié ont une "
               "sélectivité au-dessus de {} ; le plus sélectif, N{}, préfère la classe {} ({})."},
              {layer.layer.name, count(judged.n_elem), number(arma::median(index), 2),
               std::to_string(unit), class_name(class_names, layer.selectivity.preferred(unit)),
               number(index.max(), 2)})});
}

void read_missing_classes(Figure& figure, const LayerActivity& layer,
                          const std::vector<std::string>& class_names) {
  std::string list;
  for (arma::uword k = 0; k < layer.class_means.n_cols; ++k) {
    if (!most_selective(layer.selectivity, k, 1).is_empty()) continue;
    if (!list.empty()) list += ", ";
    list += class_name(class_names, k);
  }
  if (list.empty()) return;
  figure.readings.push_back({Level::note, filled({"'{}': no such unit prefers class {}.",
                                                  "« {} » : aucun de ces neurones ne préfère la "
                                                  "classe {}."},
                                                 {layer.layer.name, list})});
}

}  // namespace

void add_classes_figure(Results& results, std::span<const LayerActivity> layers,
                        const std::vector<std::string>& class_names) {
  std::vector<Panel> panels;
  Figure said;
  for (const LayerActivity& layer : layers.first(std::min(layers.size(), layers_drawn))) {
    const arma::uvec units =
        representative_units(layer.selectivity, layer.class_means.n_cols, units_drawn);
    if (units.is_empty()) continue;
    const arma::rowvec any_unit = layer.class_means.row(0);
    const arma::uvec classes = arma::find_finite(any_unit);
    panels.push_back(class_panel(layer, units, classes, class_names));
    read_selectivity(said, layer, class_names);
    read_missing_classes(said, layer, class_names);
  }
  if (panels.empty()) return;

  Figure& figure =
      results.figure("classes", {"Mean activation per class", "Activation moyenne par classe"});
  figure.panels = std::move(panels);
  figure.readings = std::move(said.readings);
  figure.caption = filled(
      {"How strongly each class activates up to {} units a layer, taken in turn from the most "
       "selective of every class and ordered by the class they prefer: a clear staircase means "
       "that "
       "units specialise. Units that fire on fewer items than a tenth of a class are left out. "
       "Warning sign: columns of one colour, for such units tell no classes apart.{}",
       "La force avec laquelle chaque classe active jusqu'à {} neurones par couche, pris tour à "
       "tour "
       "parmi les plus sélectifs de chaque classe et rangés par classe préférée : un escalier net "
       "signifie que les neurones se spécialisent. Les neurones actifs sur moins d'exemples qu'un "
       "dixième d'une classe sont laissés de côté. Signe d'alerte : des colonnes d'une seule "
       "couleur, car ces neurones ne distinguent pas les classes.{}"},
      {count(units_drawn), layers_left_out(layers.size())});
}

}  // namespace lucarne::activations
