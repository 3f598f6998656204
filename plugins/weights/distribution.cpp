// SPDX-License-Identifier: MIT
#include "weights/distribution.hpp"

#include <fmt/format.h>

#include <cmath>

namespace lucarne::weights {
namespace {

Panel histogram_panel(const Distribution& distribution) {
  const arma::vec& edges = distribution.histogram.edges;
  const arma::uword bins = distribution.histogram.counts.n_elem;
  Series bars;
  bars.mark = Mark::bars;
  bars.x = (edges.head(bins) + edges.tail(bins)) / 2;
  bars.y = arma::conv_to<arma::vec>::from(distribution.histogram.counts);
  bars.width = edges(1) - edges(0);
  Plot plot;
  plot.x.label = {"weight", "valeur du poids"};
  plot.y.label = {"count", "fréquence"};
  plot.y.min = 0;
  plot.series.push_back(std::move(bars));
  plot.lines.push_back({ReferenceLine::Direction::vertical, 0, {"zero", "zéro"}});
  return {{fmt::format("Distribution of the weights ({})", distribution.layer),
           fmt::format("Distribution des poids ({})", distribution.layer)},
          std::move(plot),
          1.35};
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
  const arma::uword n = map.values.n_cols;
  return {{fmt::format("Correlation between units (first {})", n),
           fmt::format("Corrélation entre neurones ({} premiers)", n)},
          std::move(map)};
}

// A shift of a tenth of the spread moves 4 % of a normal distribution's mass across zero.
Reading centre_reading(const Distribution& distribution) {
  const auto& [mean, std, min, max, near_zero] = distribution.summary;
  if (!(std > 0)) {
    return {Level::warning,
            {fmt::format("All weights are {:.3g}: this layer tells nothing apart.", mean),
             fmt::format("Tous les poids valent {:.3g} : cette couche ne distingue rien.", mean)}};
  }
  const double he = std::sqrt(2.0 / static_cast<double>(distribution.inputs));
  const Text spread{
      fmt::format("the spread {:.4f} is {:.1f} times that of a He start ({:.4f})", std, std / he,
                  he),
      fmt::format("l'écart-type {:.4f} vaut {:.1f} fois celui d'un départ de He ({:.4f})", std,
                  std / he, he)};
  if (std::abs(mean) <= 0.1 * std) {
    return {
        Level::good,
        {fmt::format("The weights are centred at zero (mean {:.4f}); {}.", mean, spread.en),
         fmt::format("Les poids sont centrés sur zéro (moyenne {:.4f}) ; {}.", mean, spread.fr)}};
  }
  const Level level = std::abs(mean) <= 0.3 * std ? Level::note : Level::warning;
  return {level,
          {fmt::format("The weights are off centre: mean {:.4f}, {:.0f} % of the spread; {}.", mean,
                       100 * std::abs(mean) / std, spread.en),
           fmt::format("Les poids sont décentrés : moyenne {:.4f}, {:.0f} % de l'écart-type ; {}.",
                       mean, 100 * std::abs(mean) / std, spread.fr)}};
}

Reading correlation_reading(const Distribution& distribution,
                            const CorrelationSummary& correlation) {
  // Mean |r| of independent normal vectors of that length.
  const double chance = std::sqrt(2 / (arma::datum::pi * static_cast<double>(distribution.inputs)));
  const double strong = 100 * static_cast<double>(correlation.strong) /
                        static_cast<double>(std::max<arma::uword>(correlation.pairs, 1));
  const Text numbers{
      fmt::format("mean |r| = {:.3f} (chance: {:.3f}), {} of {} pairs above 0.5",
                  correlation.mean_magnitude, chance, correlation.strong, correlation.pairs),
      fmt::format("|r| moyen = {:.3f} (hasard : {:.3f}), {} paires sur {} au-dessus de 0.5",
                  correlation.mean_magnitude, chance, correlation.strong, correlation.pairs)};
  if (correlation.mean_magnitude < 0.2 && strong <= 5) {
    return {Level::good,
            {fmt::format("The units are little correlated ({}): they learn different features.",
                         numbers.en),
             fmt::format("Les neurones sont peu corrélés ({}) : ils apprennent des "
                         "caractéristiques différentes.",
                         numbers.fr)}};
  }
  return {strong > 20 ? Level::warning : Level::note,
          {fmt::format("Many units are correlated ({}): they share part of what they learn.",
                       numbers.en),
           fmt::format("Beaucoup de neurones sont corrélés ({}) : ils partagent une partie de ce "
                       "qu'ils apprennent.",
                       numbers.fr)}};
}

void read_copies(Figure& figure, const std::vector<UnitPair>& strongest) {
  if (strongest.empty() || std::abs(strongest.front().correlation) <= 0.9) return;
  const auto& [first, second, r] = strongest.front();
  figure.readings.push_back(
      {Level::warning,
       {fmt::format("N{} and N{} are near copies (r = {:.3f}): one of them adds little.", first,
                    second, r),
        fmt::format("N{} et N{} sont presque des copies (r = {:.3f}) : l'un des deux apporte peu.",
                    first, second, r)}});
}

void read_tails(Figure& figure, const Summary& summary) {
  if (!(summary.std > 0)) return;
  const double largest = std::max(std::abs(summary.min), std::abs(summary.max));
  if (largest < 10 * summary.std) return;
  figure.readings.push_back(
      {Level::note,
       {fmt::format("Long tails: the largest weight ({:.3f}) is {:.0f} times the spread.", largest,
                    largest / summary.std),
        fmt::format("Queues longues : le plus grand poids ({:.3f}) vaut {:.0f} fois l'écart-type.",
                    largest, largest / summary.std)}});
}

}  // namespace

void show_distribution(Figure& figure, const Distribution& distribution) {
  const CorrelationSummary correlation = summarise_correlation(distribution.correlation);
  figure.panels = {histogram_panel(distribution), correlation_panel(distribution)};
  figure.columns = 2;
  figure.height = 520;
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
  if (!correlation.constant.is_empty()) {
    const arma::uword n = correlation.constant.n_elem;
    figure.readings.push_back(
        {Level::warning,
         {fmt::format(
              "{} of the units shown have all incoming weights equal (N{} first): they have "
              "no correlation, drawn white.",
              n, correlation.constant(0)),
          fmt::format("{} des neurones montrés ont tous leurs poids entrants égaux (N{} d'abord) : "
                      "ils n'ont pas de corrélation, dessinée en blanc.",
                      n, correlation.constant(0))}});
  }
}

}  // namespace lucarne::weights
