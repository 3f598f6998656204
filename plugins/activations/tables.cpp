// SPDX-License-Identifier: MIT
#include "activations/tables.hpp"

#include <lucarne/wording.hpp>

namespace lucarne::activations {
namespace {

constexpr std::size_t dead_units_listed = 1000;

std::int64_t number(arma::uword count) { return static_cast<std::int64_t>(count); }

Column layer_column() { return {"layer", {"layer", "couche"}, "", 0}; }

std::string listed(const arma::uvec& items) {
  std::string list;
  for (const arma::uword item : items) {
    if (!list.empty()) list += " ";
    list += std::to_string(item);
  }
  return list;
}

}  // namespace

void add_numbers(Results& results, const LayerActivity& layer) {
  const std::string& name = layer.layer.name;
  results.scalar(name + ".active", layer.active, "%",
                 filled({"active units of {}", "neurones actifs de {}"}, {name}), 1);
  if (layer.active_shown) {
    results.scalar(
        name + ".active_shown", *layer.active_shown, "%",
        filled({"active units of {}, samples only", "neurones actifs de {}, exemples seuls"},
               {name}),
        1);
  }
  results.scalar(name + ".dead", static_cast<double>(layer.dead.n_elem), "units",
                 filled({"dead units of {}", "neurones morts de {}"}, {name}), 0);
  results.scalar(name + ".dead_rate_bound", dead_rate_bound(layer.n_items), "",
                 filled({"upper bound on how often a dead unit of {} fires",
                         "borne sur la fréquence d'activation d'un neurone mort de {}"},
                        {name}),
                 6);
  results.array(name + ".rates", layer.rates, "share of items on which each unit is active");
  results.array(name + ".class_means", arma::mat(layer.class_means.t()),
                "mean activation of each unit (first axis) for each class; NaN for a class without "
                "items");
  results.array(name + ".selectivity", layer.selectivity.index,
                "selectivity index of each unit; NaN where it is undefined");
  results.array(name + ".dead_units", layer.dead, "units that are never active");
  if (layer.samples.n_cols > 0) {
    results.array(name + ".samples", layer.samples, "activations of the samples, one a row",
                  layer.positions == 1 ? layer.layer.shape : Shape{layer.n_units()});
  }
}

void add_shapes(Results& results, std::span<const Layer> layers, arma::uword n_samples) {
  Table& table = results.table(
      "shapes", {"Shapes of the samples' activations", "Formes des activations des exemples"},
      {layer_column(),
       {"op", {"operator", "opérateur"}, "", 0},
       {"shape", {"shape (items first)", "forme (exemples d'abord)"}, "", 0},
       {"units", {"units", "neurones"}, "", 0}});
  for (const Layer& layer : layers) {
    Shape shape = layer.shape;
    shape.insert(shape.begin(), n_samples);
    table.add({layer.name, layer.op, to_string(shape), number(n_elements(layer.shape))});
  }
}

void add_samples(Results& results, const Samples& samples,
                 const std::vector<std::string>& class_names) {
  Table& table = results.table("samples", {"Samples looked at", "Exemples observés"},
                               {{"example", {"example", "exemple"}, "", 0},
                                {"item", {"item", "indice"}, "", 0},
                                {"true", {"true class", "vraie classe"}, "", 0},
                                {"predicted", {"predicted class", "classe prédite"}, "", 0}});
  for (arma::uword i = 0; i < samples.items.n_elem; ++i) {
    table.add({number(i + 1), number(samples.items(i)), class_name(class_names, samples.truth(i)),
               class_name(class_names, samples.predicted(i))});
  }
}

void add_layers(Results& results, std::span<const LayerActivity> layers) {
  Table& table =
      results.table("layers", {"Activity of the layers", "Activité des couches"},
                    {layer_column(),
                     {"op", {"function", "fonction"}, "", 0},
                     {"units", {"units", "neurones"}, "", 0},
                     {"threshold", {"active above", "actif au-dessus de"}, "", 1},
                     {"active", {"active, whole split", "actifs, ensemble"}, "%", 1},
                     {"active_shown", {"active, samples", "actifs, exemples"}, "%", 1},
                     {"dead", {"never active", "jamais actifs"}, "units", 0},
                     {"always", {"always active", "toujours actifs"}, "units", 0},
                     {"median_rate", {"median unit is active", "neurone médian actif"}, "%", 1},
                     {"largest", {"largest activation", "plus grande activation"}, "", 3}});
  for (const LayerActivity& layer : layers) {
    const arma::uword always = arma::accu(layer.rates == 1);
    table.add({layer.layer.name, layer.layer.op, number(layer.n_units()),
               static_cast<double>(layer.threshold), layer.active,
               layer.active_shown ? Cell{*layer.active_shown} : Cell{}, number(layer.dead.n_elem),
               number(always), 100 * arma::median(layer.rates), layer.largest.max()});
  }
}

void add_dead_units(Results& results, std::span<const LayerActivity> layers) {
  Table& table =
      results.table("dead_units", {"Units that are never active", "Neurones jamais actifs"},
                    {layer_column(),
                     {"unit", {"unit", "neurone"}, "", 0},
                     {"largest", {"largest activation", "plus grande activation"}, "", 4}});
  for (const LayerActivity& layer : layers) {
    for (const arma::uword unit : layer.dead) {
      if (table.rows.size() == dead_units_listed) return;
      table.add({layer.layer.name, number(unit), layer.largest(unit)});
    }
  }
}

void add_selective(Results& results, std::span<const LayerActivity> layers,
                   const std::vector<std::string>& class_names) {
  Table& table = results.table(
      "selective", {"Most selective units of each class", "Neurones les plus sélectifs par classe"},
      {layer_column(),
       {"class", {"class", "classe"}, "", 0},
       {"unit", {"unit", "neurone"}, "", 0},
       {"selectivity", {"selectivity", "sélectivité"}, "", 3},
       {"mean", {"mean for the class", "moyenne pour la classe"}, "", 3},
       {"rest", {"mean for the others", "moyenne pour les autres"}, "", 3},
       {"rate", {"active", "actif"}, "%", 1},
       {"top_items", {"strongest items", "exemples les plus forts"}, "", 0}});
  for (const LayerActivity& layer : layers) {
    const Selectivity& selectivity = layer.selectivity;
    for (arma::uword k = 0; k < layer.class_means.n_cols; ++k) {
      for (const arma::uword unit : most_selective(selectivity, k, 3)) {
        table.add({layer.layer.name, class_name(class_names, k), number(unit),
                   selectivity.index(unit), layer.class_means(unit, k), selectivity.rest(unit),
                   100 * layer.rates(unit), listed(layer.strongest(unit))});
      }
    }
  }
}

}  // namespace lucarne::activations
