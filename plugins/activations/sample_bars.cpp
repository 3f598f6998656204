// SPDX-License-Identifier: MIT
#include "activations/figures.hpp"

#include <lucarne/wording.hpp>

#include <algorithm>

namespace lucarne::activations {
namespace {

Panel bars(const LayerActivity& layer, arma::uword sample, const Text& title, arma::uword units,
           double low, double high) {
  Series series;
  series.mark = Mark::bars;
  series.x = arma::regspace(0, static_cast<double>(units) - 1);
  series.y = arma::conv_to<arma::vec>::from(layer.samples.col(sample).head(units));
  series.width = 0.8;
  Plot plot;
  plot.x.label = {"unit", "neurone"};
  plot.x.min = -0.7;
  plot.x.max = static_cast<double>(units) - 0.3;
  plot.y.label = "activation";
  plot.y.min = low;
  plot.y.max = high;
  plot.series.push_back(std::move(series));
  return {title, std::move(plot)};
}

void add_row(Figure& figure, const LayerActivity& layer, const Samples& samples,
             const std::vector<std::string>& class_names, arma::uword shown, arma::uword wanted) {
  const arma::uword units = std::min(wanted, layer.n_units());
  // One scale a row, so that the height of a bar means the same in every column.
  const arma::fmat drawn = layer.samples.submat(0, 0, units - 1, shown - 1);
  const double low = std::min(0.0, 1.05 * drawn.min());
  const double high = drawn.max() > 0 ? 1.05 * drawn.max() : (low < 0 ? 0 : 1);
  for (arma::uword i = 0; i < shown; ++i) {
    const Text title =
        filled({"{} - example {} (true {}, predicted {})", "{} - exemple {} (vrai {}, prédit {})"},
               {layer.layer.name, std::to_string(i + 1), class_name(class_names, samples.truth(i)),
                class_name(class_names, samples.predicted(i))});
    figure.panels.push_back(bars(layer, i, title, units, low, high));
  }
}

}  // namespace

void add_samples_figure(Results& results, std::span<const LayerActivity> layers,
                        const Samples& samples, const std::vector<std::string>& class_names,
                        arma::uword shown, arma::uword units) {
  if (shown == 0 || layers.empty()) return;
  Figure& figure = results.figure(
      "samples", {"Activations of single examples", "Activations d'exemples isolés"});
  const std::size_t rows = std::min(layers.size(), layers_drawn);
  for (const LayerActivity& layer : layers.first(rows)) {
    add_row(figure, layer, samples, class_names, shown, units);
  }
  figure.columns = shown;
  figure.width = 1400;
  figure.caption = filled(
      {"How strongly the first {} units of each layer answer to {} examples; one row a layer, one "
       "scale a row. Different examples should light up different units. Warning signs: the same "
       "bars for every example, or no bars at all.{}",
       "La force avec laquelle les {} premiers neurones de chaque couche répondent à {} exemples ; "
       "une ligne par couche, une échelle par ligne. Des exemples différents devraient allumer des "
       "neurones différents. Signes d'alerte : les mêmes barres pour tous les exemples, ou aucune "
       "barre.{}"},
      {count(units), count(shown), layers_left_out(layers.size())});
}

Text layers_left_out(std::size_t n_layers) {
  if (n_layers <= layers_drawn) return {};
  return filled(
      {" The first {} of {} layers are drawn.", " Les {} premières couches sur {} sont dessinées."},
      {count(layers_drawn), count(n_layers)});
}

}  // namespace lucarne::activations
