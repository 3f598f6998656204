// SPDX-License-Identifier: MIT
#include "weights/distribution.hpp"

#include <lucarne/wording.hpp>

#include <algorithm>
#include <cmath>

namespace lucarne::weights {
namespace {

Panel histogram_panel(const Distribution& distribution) {
  const arma::vec edges = distribution.histogram.edges();
  Series bars;
  bars.mark = Mark::bars;
  bars.x = distribution.histogram.centres();
  bars.y = arma::conv_to<arma::vec>::from(distribution.histogram.counts());
  bars.width = edges(1) - edges(0);
  Plot plot;
  plot.x.label = {"weight", "valeur du poids"};
  plot.y.label = {"count", "fréquence"};
  plot.y.min = 0;
  plot.series.push_back(std::move(bars));
  plot.lines.push_back({ReferenceLine::Direction::vertical, 0, {"zero", "zéro"}});
  return {filled({"Distribution of the weights ({})", "Distribution des poids ({})"},
                 {distribution.layer}),
          std::move(plot), 1.35};
}

Panel correlation_panel(const Distribution& distribution) {
  HeatMap map;
  map.values = distribution.correlation;
  map.values.replace(arma::datum::nan, 0);
  map.palette = Palette::diverging;
  map.min = -1;
  map.max = 1;
  map.centre = 0;
  map.x.label = {"unit", "neurone"};
  map.y.label = {"unit", "neurone"};
  map.scale_label = {"correlation", "corrélation"};
  const Text n = count(map.values.n_cols);
  return {
      filled({"Correlation between units (first {})", "Corrélation entre neurones ({} premiers)"},
             {n}),
      std::move(map)};
}

// A shift of a tenth of the spread moves 4 % of a normal distribution's mass across zero.
Reading centre_reading(const Distribution& distribution) {
  const double mean = distribution.summary.mean;
  const double std = distribution.summary.std;
  if (!(std > 0)) {
    return {Level::warning, filled({"All weights are {}: this layer tells nothing apart.",
                                    "Tous les poids valent {} : cette couche ne distingue rien."},
                                   {number(mean, 4)})};
  }
  const double he = std::sqrt(2.0 / static_cast<double>(distribution.inputs));
  const Text spread = filled({"the spread of {} is {} times that of a He start ({})",
                              "l'écart-type de {} vaut {} fois celui d'un départ de He ({})"},
                             {number(std, 4), number(std / he, 1), number(he, 4)});
  const double shift = std::abs(mean) / std;
  if (shift <= 0.1) {
    return {Level::good, filled({"The weights are centred at zero (mean {}); {}.",
                                 "Les poids sont centrés sur zéro (moyenne {}) ; {}."},
                                {number(mean, 4), spread})};
  }
  return {shift <= 0.3 ? Level::note : Level::warning,
          filled({"The weights are off centre: their mean {} is {} of their spread; {}.",
                  "Les poids sont décentrés : leur moyenne {} vaut {} de leur écart-type ; {}."},
                 {number(mean, 4), percent(shift, 0), spread})};
}

Reading correlation_reading(const Distribution& distribution,
                            const CorrelationSummary& correlation) {
  // Mean |r| of independent normal vectors of that length.
  const double chance = std::sqrt(2 / (arma::datum::pi * static_cast<double>(distribution.inputs)));
  const double strong =
      static_cast<double>(correlation.strong) / static_cast<double>(correlation.pairs);
  const Text numbers = filled({"mean |r| {}, by chance {}; pairs above 0.5: {} of {}",
                               "|r| moyen {}, par hasard {} ; paires au-dessus de 0,5 : {} sur {}"},
                              {number(correlation.mean_magnitude, 3), number(chance, 3),
                               count(correlation.strong), count(correlation.pairs)});
  if (correlation.mean_magnitude < 0.2 && strong <= 0.05) {
    return {Level::good,
            filled({"The units are little correlated ({}): they learn different features.",
                    "Les neurones sont peu corrélés ({}) : ils apprennent des caractéristiques "
                    "différentes."},
                   {numbers})};
  }
  return {strong > 0.2 ? Level::warning : Level::note,
          filled({"Many units are correlated ({}): they share part of what they learn.",
                  "Beaucoup de neurones sont corrélés ({}) : ils partagent une partie de ce qu'ils "
                  "apprennent."},
                 {numbers})};
}

void read_copies(Figure& figure, const std::vector<UnitPair>& strongest) {
  if (strongest.empty() || std::abs(strongest.front().correlation) <= 0.9) return;
  const UnitPair& pair = strongest.front();
  figure.readings.push_back(
      {Level::warning,
       filled({"N{} and N{} are near copies (r = {}): one of them adds little.",
               "N{} et N{} sont presque des copies (r = {}) : l'un des deux apporte peu."},
              {std::to_string(pair.first), std::to_string(pair.second),
               number(pair.correlation, 3)})});
}

void read_tails(Figure& figure, const Summary& summary) {
  const double largest = std::max(std::abs(summary.min), std::abs(summary.max));
  if (!(summary.std > 0) || largest < 10 * summary.std) return;
  figure.readings.push_back(
      {Level::note,
       filled({"Long tails: the largest magnitude ({}) is {} times the spread.",
               "Queues longues : la plus grande amplitude ({}) vaut {} fois l'écart-type."},
              {number(largest, 3), number(largest / summary.std)})});
}

void read_constant_units(Figure& figure, const arma::uvec& constant) {
  if (constant.is_empty()) return;
  figure.readings.push_back(
      {Level::warning,
       filled({"Units whose incoming weights are all equal: {} (N{} first). They have no "
               "correlation and are drawn white.",
               "Neurones dont tous les poids entrants sont égaux : {} (N{} d'abord). Ils n'ont pas "
               "de corrélation et sont dessinés en blanc."},
              {count(constant.n_elem), std::to_string(constant(0))})});
}

}  // namespace

void show_distribution(Figure& figure, const Distribution& distribution) {
  const CorrelationSummary correlation = summarise_correlation(distribution.correlation);
  figure.panels = {histogram_panel(distribution), correlation_panel(distribution)};
  figure.columns = 2;
  figure.caption = {
      "Left: how often each weight value occurs. Right: how alike the incoming weights of two "
      "units are (Pearson's r; 1 on the diagonal). Warning signs: a distribution far from zero or "
      "with several humps, and strong colours off the diagonal (units that repeat one another).",
      "À gauche : fréquence de chaque valeur de poids. À droite : ressemblance des poids entrants "
      "de deux neurones (r de Pearson ; 1 sur la diagonale). Signes d'alerte : une distribution "
      "loin de zéro ou à plusieurs bosses, et des couleurs vives hors de la diagonale (des "
      "neurones qui se répètent)."};
  figure.readings.push_back(centre_reading(distribution));
  read_tails(figure, distribution.summary);
  if (correlation.pairs > 0) {
    figure.readings.push_back(correlation_reading(distribution, correlation));
  }
  read_copies(figure, distribution.strongest);
  read_constant_units(figure, correlation.constant);
}

}  // namespace lucarne::weights
