// SPDX-License-Identifier: MIT
#include "weights/layer_profile.hpp"

#include "weights/spectrum.hpp"

#include <lucarne/wording.hpp>

#include <algorithm>

namespace lucarne::weights {
namespace {

constexpr std::size_t layers_drawn = 10;

Reading rank_reading(const LayerProfile& layer) {
  const arma::uword full = std::min(layer.inputs, layer.units);
  const double share = layer.effective_rank / static_cast<double>(full);
  const Text numbers = filled(
      {"effective rank {} of {} ({}), directions above noise: {}",
       "rang effectif {} sur {} ({}), directions au-dessus du bruit : {}"},
      {number(layer.effective_rank, 1), count(full), percent(share, 0), count(layer.above_noise)});
  if (share < 0.25 && full > 1) {
    return {Level::warning,
            filled({"'{}' is close to rank collapse: {}. A much smaller layer would do.",
                    "« {} » est près de l'effondrement de rang : {}. Une couche bien plus petite "
                    "suffirait."},
                   {layer.name, numbers})};
  }
  if (share < 0.5 && full > 1) {
    return {Level::note, filled({"'{}' leaves directions unused: {}.",
                                 "« {} » laisse des directions inutilisées : {}."},
                                {layer.name, numbers})};
  }
  return {Level::good,
          filled({"'{}' uses its directions: {}.", "« {} » utilise ses directions : {}."},
                 {layer.name, numbers})};
}

// The values that a logarithmic axis can show: those that float weights can tell from zero.
arma::vec shown_values(const LayerProfile& layer) {
  const arma::uvec shown = arma::find(layer.singular > 1e-7 * layer.singular.max());
  return layer.singular(shown);
}

}  // namespace

LayerProfile profile(const std::string& name, const arma::fmat& weights) {
  LayerProfile layer{name, weights.n_rows, weights.n_cols, summarise(weights),
                     singular_values(weights)};
  layer.effective_rank = effective_rank(layer.singular);
  layer.stable_rank = stable_rank(layer.singular);
  layer.noise_edge = noise_edge(layer.inputs, layer.units, layer.summary.std);
  layer.above_noise = arma::accu(layer.singular > layer.noise_edge);
  return layer;
}

void add_layer_table(Results& results, std::span<const LayerProfile> layers) {
  Table& table = results.table(
      "layers", {"Weighted layers", "Couches à poids"},
      {{"layer", {"layer", "couche"}, "", 0},
       {"inputs", {"inputs", "entrées"}, "", 0},
       {"units", {"units", "neurones"}, "", 0},
       {"mean", {"mean", "moyenne"}, "", 6},
       {"std", {"std", "écart-type"}, "", 6},
       {"min", "min", "", 4},
       {"max", "max", "", 4},
       {"frobenius", {"Frobenius norm", "norme de Frobenius"}, "", 3},
       {"spectral", {"spectral norm", "norme spectrale"}, "", 3},
       {"near_zero", {"|w| < 1 % of the largest", "|w| < 1 % du plus grand"}, "%", 2},
       {"effective_rank", {"effective rank", "rang effectif"}, "", 1},
       {"stable_rank", {"stable rank", "rang stable"}, "", 2},
       {"above_noise", {"directions above noise", "directions au-dessus du bruit"}, "", 0}});
  for (const LayerProfile& layer : layers) {
    const Summary& s = layer.summary;
    table.add({layer.name, static_cast<std::int64_t>(layer.inputs),
               static_cast<std::int64_t>(layer.units), s.mean, s.std, s.min, s.max,
               arma::norm(layer.singular), layer.singular.max(), 100 * s.near_zero,
               layer.effective_rank, layer.stable_rank,
               static_cast<std::int64_t>(layer.above_noise)});
  }
}

void add_spectrum(Results& results, std::span<const LayerProfile> layers) {
  Plot plot;
  plot.x.label = {"singular value number", "numéro de la valeur singulière"};
  plot.y.label = {"singular value", "valeur singulière"};
  plot.y.logarithmic = true;
  plot.legend = LegendPlace::outside_right;
  std::vector<Reading> readings;
  const std::size_t drawn = std::min(layers.size(), layers_drawn);
  for (std::size_t i = 0; i < drawn; ++i) {
    const LayerProfile& layer = layers[i];
    if (!(layer.singular.max() > 0)) continue;
    readings.push_back(rank_reading(layer));
    Series line;
    line.y = shown_values(layer);
    line.x = arma::regspace(1, static_cast<double>(line.y.n_elem));
    line.mark = line.y.n_elem > 1 ? Mark::line : Mark::points;
    line.label = layer.name;
    line.colour = category(i);
    line.width = 2;
    if (layer.noise_edge > 0 && line.y.n_elem > 1) {
      Series edge;
      edge.x = {1, static_cast<double>(layer.singular.n_elem)};
      edge.y = {layer.noise_edge, layer.noise_edge};
      edge.label = filled({"noise edge of {}", "bord du bruit, {}"}, {layer.name});
      edge.colour = category(i);
      edge.width = 1.5;
      edge.dashed = true;
      plot.series.push_back(std::move(line));
      plot.series.push_back(std::move(edge));
    } else {
      plot.series.push_back(std::move(line));
    }
  }
  if (plot.series.empty()) return;

  Figure& figure = results.figure("spectrum", {"Singular values of the weight matrices",
                                               "Valeurs singulières des matrices de poids"});
  figure.caption = {
      "How strongly each direction passes through a layer, strongest first. Above the dashed line "
      "(the largest value that random weights of the same spread would have) lies what was learnt. "
      "Warning sign: a curve that falls off a cliff after few values, for then few directions "
      "carry everything.",
      "La force avec laquelle chaque direction traverse une couche, la plus forte d'abord. "
      "Au-dessus "
      "de la ligne pointillée (la plus grande valeur qu'auraient des poids aléatoires de même "
      "écart-type) se trouve ce qui a été appris. Signe d'alerte : une courbe qui s'effondre après "
      "quelques valeurs, car alors peu de directions portent tout."};
  if (layers.size() > drawn) {
    const Text rest = filled({" The first {} of {} layers are drawn.",
                              " Les {} premières couches sur {} sont dessinées."},
                             {count(drawn), count(layers.size())});
    figure.caption = {figure.caption.en + rest.en, figure.caption.fr + rest.fr};
  }
  figure.readings = std::move(readings);
  figure.panels.push_back({{}, std::move(plot)});
}

}  // namespace lucarne::weights
