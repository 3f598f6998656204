// SPDX-License-Identifier: MIT
#include "features/report.hpp"

#include <lucarne/wording.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne::features {
namespace {

constexpr arma::uword units_per_row = 10;

// One grey picture a column: the mean over the channels.
arma::fmat grey(const arma::fmat& items, const Canvas& canvas) {
  arma::fmat pictures(canvas.plane(), items.n_cols, arma::fill::zeros);
  for (arma::uword c = 0; c < canvas.channels; ++c) {
    pictures += items.rows(c * canvas.plane(), (c + 1) * canvas.plane() - 1);
  }
  return pictures / static_cast<float>(canvas.channels);
}

Tiles tiles_of(const arma::fmat& items, const Canvas& canvas, Text row_label) {
  Tiles tiles;
  tiles.pictures = grey(items, canvas);
  tiles.height = canvas.height;
  tiles.width = canvas.width;
  tiles.columns = items.n_cols;
  tiles.row_label = std::move(row_label);
  return tiles;
}

// A run of aims of one layer that fits into a row.
struct Row {
  arma::uword first;
  arma::uword count;
};

std::vector<Row> rows_of(const std::vector<Aim>& aims) {
  std::vector<Row> rows;
  for (arma::uword i = 0; i < aims.size(); ++i) {
    const bool fits = !rows.empty() && aims[rows.back().first].layer == aims[i].layer &&
                      rows.back().count < units_per_row;
    if (!fits) rows.push_back({i, 0});
    ++rows.back().count;
  }
  return rows;
}

arma::uword n_top(const TopSamples& samples) { return samples.top.items(0).n_elem; }

Text caption() {
  return {
      "For each unit, above, an input made to raise its activation, with the activation that it "
      "reaches; below, the samples of the data that raise it most, with theirs. What both have in "
      "common is what the unit answers to; where they differ, the unit answers to more than one "
      "thing, or to patterns that no sample shows. Several channels are shown as their mean.",
      "Pour chaque unité, en haut, une entrée construite pour élever son activation, avec "
      "l'activation atteinte ; en bas, les exemples qui l'élèvent le plus, avec la leur. Ce "
      "qu'ils ont en commun est ce à quoi l'unité répond ; s'ils diffèrent, elle répond à plus "
      "d'une chose, ou à des motifs qu'aucun exemple ne montre. Plusieurs canaux sont montrés par "
      "leur moyenne."};
}

void draw_pictures(const std::vector<Aim>& aims, const std::vector<Feature>& features,
                   const TopSamples& samples, const std::string& split, const Context& context,
                   Results& results) {
  const Canvas canvas = canvas_of(context.dataset().item_shape());
  if (!canvas.is_picture) return;
  const std::vector<Row> rows = rows_of(aims);
  Figure& figure =
      results.figure("features", {"What raises each unit: made inputs, and samples",
                                  "Ce qui élève chaque unité : entrées construites et exemples"});
  figure.caption = caption();
  arma::uword widest = 0;
  for (const Row& row : rows) {
    arma::fmat made(canvas.size(), row.count);
    arma::uvec items(n_top(samples) * row.count);
    std::vector<Text> above(row.count);
    std::vector<Text> below(items.n_elem);
    for (arma::uword i = 0; i < row.count; ++i) {
      const arma::uword aim = row.first + i;
      const Feature& feature = features[aim];
      made.col(i) = feature.input;
      above[i] =
          feature.answers
              ? filled({"{}\n{}", "{}\n{}"},
                       {std::to_string(aims[aim].unit), number(feature.activation, 2)})
              : filled({"{}\nno answer", "{}\nsans réponse"}, {std::to_string(aims[aim].unit)});
      for (arma::uword k = 0; k < n_top(samples); ++k) {
        items(k * row.count + i) = samples.top.items(aim)(k);
        below[k * row.count + i] = number(samples.top.values(aim)(k), 2);
      }
    }
    Tiles pictures = tiles_of(made, canvas, {aims[row.first].layer});
    pictures.titles = std::move(above);
    figure.panels.push_back({{}, std::move(pictures), 1.2});
    widest = std::max(widest, row.count);
    if (items.is_empty()) continue;
    Tiles real = tiles_of(context.dataset().inputs(split, items), canvas, {"samples", "exemples"});
    real.columns = row.count;
    real.titles = std::move(below);
    figure.panels.push_back({{}, std::move(real), 1.1 * static_cast<double>(n_top(samples))});
  }
  figure.width = std::max<arma::uword>(500, 120 * widest + 60);
  figure.height = 80 + rows.size() * (160 + 145 * n_top(samples));
}

void draw_history(const std::vector<Aim>& aims, const std::vector<Feature>& features,
                  Results& results) {
  Figure& figure = results.figure("history", {"Activation while inputs are made",
                                              "Activation pendant la construction des entrées"});
  figure.width = 900;
  figure.caption = {
      "Activation of each unit before every step, of the picture as it was moved for that step. A "
      "curve that still climbs at the end asks for more steps; one that never leaves zero belongs "
      "to a unit that had no gradient.",
      "Activation de chaque unité avant chaque pas, pour l'image telle qu'elle était déplacée à "
      "ce pas. Une courbe qui monte encore à la fin demande plus de pas ; une courbe qui reste à "
      "zéro est celle d'une unité sans gradient."};
  std::vector<std::string> layers;
  for (const Aim& aim : aims) {
    if (std::ranges::find(layers, aim.layer) == layers.end()) layers.push_back(aim.layer);
  }
  for (const std::string& layer : layers) {
    Plot plot;
    plot.x.label = {"step", "pas"};
    plot.y.label = {"activation", "activation"};
    plot.legend = LegendPlace::outside_right;
    plot.legend_title = {"unit", "unité"};
    for (std::size_t i = 0; i < aims.size(); ++i) {
      if (aims[i].layer != layer) continue;
      const arma::vec& history = features[i].history;
      Series series;
      series.label = {std::to_string(aims[i].unit)};
      series.x = arma::regspace(0, 1, static_cast<double>(history.n_elem) - 1);
      series.y = history;
      series.colour = category(plot.series.size());
      plot.series.push_back(std::move(series));
    }
    figure.panels.push_back({{layer}, std::move(plot)});
  }
  figure.height = 120 + 340 * layers.size();
}

void tabulate(const std::vector<Aim>& aims, const std::vector<Feature>& features,
              const TopSamples& samples, Results& results) {
  Table& table =
      results.table("features", {"Units and what raises them", "Unités et ce qui les élève"},
                    {{"layer", {"layer", "couche"}, "", 0},
                     {"unit", {"unit", "unité"}, "", 0},
                     {"activation", {"of the made input", "de l'entrée construite"}, "", 4},
                     {"top_item", {"strongest sample", "exemple le plus fort"}, "", 0},
                     {"top_activation", {"of that sample", "de cet exemple"}, "", 4}});
  for (std::size_t i = 0; i < aims.size(); ++i) {
    const bool any = samples.top.items(i).n_elem > 0;
    table.add({aims[i].layer, static_cast<std::int64_t>(aims[i].unit), features[i].activation,
               any ? Cell(static_cast<std::int64_t>(samples.top.items(i)(0))) : Cell(),
               any ? Cell(samples.top.values(i)(0)) : Cell()});
  }
}

}  // namespace

void report_features(const std::vector<Aim>& aims, const std::vector<Feature>& features,
                     const TopSamples& samples, const std::string& split, const Context& context,
                     Results& results) {
  const arma::uword n = aims.size();
  arma::fmat inputs(features.front().input.n_elem, n);
  arma::mat histories(features.front().history.n_elem, n);
  arma::vec activations(n);
  arma::umat items(n_top(samples), n);
  arma::mat tops(n_top(samples), n);
  arma::uword silent = 0;
  arma::uword surpassed = 0;
  for (arma::uword i = 0; i < n; ++i) {
    inputs.col(i) = features[i].input;
    histories.col(i) = features[i].history;
    activations(i) = features[i].activation;
    items.col(i) = samples.top.items(i);
    tops.col(i) = samples.top.values(i);
    silent += features[i].answers ? 0 : 1;
    surpassed += tops.n_rows > 0 && activations(i) > tops(0, i) ? 1 : 0;
  }
  tabulate(aims, features, samples, results);
  results.scalar("surpassed", static_cast<double>(surpassed), "",
                 {"units raised above every sample", "unités élevées plus haut que tout exemple"},
                 0);
  results.array("features", inputs, "the input made for each unit", context.dataset().item_shape());
  results.array("activations", activations, "of each made input");
  results.array("history", histories, "activation before each step, moved as for that step");
  results.array("top_items", items, "samples that raise each unit most, strongest first",
                {items.n_rows});
  results.array("top_activations", tops, "their activations");
  results.product("top_items", arma::unique(arma::vectorise(items)));
  if (silent > 0) {
    results.reading(Level::warning,
                    filled({"{} of {} units had no gradient at any step: they stay at zero, or the "
                            "start was too far off; name the layer before the Relu",
                            "{} unités sur {} n'ont eu de gradient à aucun pas : elles restent à "
                            "zéro, ou le départ était trop loin ; nommez la couche avant le Relu"},
                           {count(silent), count(n)}));
  }
  draw_pictures(aims, features, samples, split, context, results);
  draw_history(aims, features, results);
}

}  // namespace lucarne::features
