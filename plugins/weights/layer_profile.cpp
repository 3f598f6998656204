// SPDX-License-Identifier: MIT
#include "weights/layer_profile.hpp"

#include "weights/spectrum.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne::weights {
namespace {

constexpr std::size_t layers_drawn = 10;

Reading rank_reading(const LayerProfile& layer) {
  const auto full = static_cast<double>(std::min(layer.inputs, layer.units));
  const double share = 100 * layer.effective_rank / full;
  const Text numbers{
      fmt::format("effective rank {:.1f} of {:.0f} ({:.0f} %), {} directions above noise",
                  layer.effective_rank, full, share, layer.above_noise),
      fmt::format("rang effectif {:.1f} sur {:.0f} ({:.0f} %), {} directions au-dessus du bruit",
                  layer.effective_rank, full, share, layer.above_noise)};
  if (share < 25 && full > 1) {
    return {Level::warning,
            {fmt::format("'{}' is close to rank collapse: {}. A much smaller layer would do.",
                         layer.name, numbers.en),
             fmt::format("« {} » est près de l'effondrement de rang : {}. Une couche bien plus "
                         "petite suffirait.",
                         layer.name, numbers.fr)}};
  }
  return {share < 50 && full > 1 ? Level::note : Level::good,
          {fmt::format("'{}' uses its directions: {}.", layer.name, numbers.en),
           fmt::format("« {} » utilise ses directions : {}.", layer.name, numbers.fr)}};
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
      edge.label = {fmt::format("noise edge {}", layer.name),
                    fmt::format("bord du bruit {}", layer.name)};
      edge.colour = category(i);
      edge.width = 1;
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
    figure.caption.en += fmt::format(" The first {} of {} layers are drawn.", drawn, layers.size());
    figure.caption.fr +=
        fmt::format(" Les {} premières couches sur {} sont dessinées.", drawn, layers.size());
  }
  figure.readings = std::move(readings);
  figure.panels.push_back({{}, std::move(plot)});
  figure.width = 1100;
  figure.height = 480;
}

}  // namespace lucarne::weights
