// SPDX-License-Identifier: MIT
#include "activations/figures.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne::activations {
namespace {

constexpr arma::uword rate_bins = 20;

Panel share_panel(std::span<const LayerActivity> layers) {
  Plot plot;
  plot.y.label = {"active units (%)", "neurones actifs (%)"};
  plot.y.min = 0;
  plot.y.max = 100;
  plot.x.min = -0.6;
  plot.x.max = static_cast<double>(layers.size()) - 0.4;
  Series bars;
  bars.mark = Mark::bars;
  bars.width = 0.6;
  bars.x = arma::regspace(0, static_cast<double>(layers.size()) - 1);
  bars.y.set_size(layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    bars.y(i) = layers[i].active;
    plot.x.categories.emplace_back(layers[i].layer.name);
  }
  plot.series.push_back(std::move(bars));
  plot.lines = {
      {ReferenceLine::Direction::horizontal, 20, {"20 %: too few", "20 % : trop peu"}},
      {ReferenceLine::Direction::horizontal, 50, {"50 %: ideal", "50 % : idéal"}, Colour::correct},
      {ReferenceLine::Direction::horizontal, 80, {"80 %: too many", "80 % : trop"}}};
  plot.legend = LegendPlace::outside_right;
  return {{"Share of active units", "Part de neurones actifs"}, std::move(plot)};
}

// Percent of the layer's units in each twentieth of the range of rates.
arma::vec rate_histogram(const LayerActivity& layer) {
  arma::vec counts(rate_bins, arma::fill::zeros);
  for (const double rate : layer.rates) {
    const auto bin = static_cast<arma::uword>(rate * rate_bins);
    counts(std::min(bin, rate_bins - 1)) += 1;
  }
  return 100 * counts / static_cast<double>(layer.n_units());
}

Panel rate_panel(std::span<const LayerActivity> layers) {
  Plot plot;
  plot.x.label = {"items on which the unit is active (%)",
                  "exemples pour lesquels le neurone est actif (%)"};
  plot.y.label = {"units (%)", "neurones (%)"};
  plot.x.min = 0;
  plot.x.max = 100;
  plot.y.min = 0;
  const double bin = 100.0 / rate_bins;
  const double width = 0.9 * bin / static_cast<double>(layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    Series bars;
    bars.mark = Mark::bars;
    bars.width = width;
    bars.x = bin * arma::regspace(0, rate_bins - 1) + 0.05 * bin +
             width * (static_cast<double>(i) + 0.5);
    bars.y = rate_histogram(layers[i]);
    bars.label = layers[i].layer.name;
    bars.colour = category(i);
    plot.series.push_back(std::move(bars));
  }
  return {{"How often single units fire", "Fréquence d'activation des neurones"}, std::move(plot)};
}

// The rule of thumb of 20, 50 and 80 % holds for functions that switch units off.
Reading share_reading(const LayerActivity& layer) {
  const std::string& name = layer.layer.name;
  const double percent = layer.active;
  if (!switches_off(layer.layer)) {
    return {
        Level::note,
        {fmt::format("'{}': {:.1f} % of activations lie above {}. {} switches no unit off, so "
                     "the 20/50/80 % rule does not apply.",
                     name, percent, layer.threshold, layer.layer.op),
         fmt::format("« {} » : {:.1f} % des activations dépassent {}. {} n'éteint aucun neurone, "
                     "la règle des 20/50/80 % ne s'applique donc pas.",
                     name, percent, layer.threshold, layer.layer.op)}};
  }
  const Text found{fmt::format("'{}': {:.1f} % of units are active on average", name, percent),
                   fmt::format("« {} » : {:.1f} % de neurones actifs en moyenne", name, percent)};
  if (percent < 20) {
    return {Level::warning,
            {found.en + ", fewer than 20 %: the units answer too rarely; look for dead ones.",
             found.fr + ", moins de 20 % : les neurones ne s'activent pas assez ; cherchez des "
                        "neurones morts."}};
  }
  if (percent > 80) {
    return {Level::warning,
            {found.en + ", more than 80 %: the layer is nearly linear and may overfit.",
             found.fr +
                 ", plus de 80 % : la couche est presque linéaire, risque de surapprentissage."}};
  }
  return {Level::good,
          {found.en + ", between 20 and 80 %: a healthy sparsity (50 % is ideal).",
           found.fr + ", entre 20 et 80 % : une bonne sparsité (50 % est idéal)."}};
}

void read_samples(Figure& figure, const LayerActivity& layer) {
  if (!layer.active_shown) return;
  const double difference = *layer.active_shown - layer.active;
  if (std::abs(difference) < 5) return;
  figure.readings.push_back(
      {Level::note,
       {fmt::format("'{}': the {} samples alone would say {:.1f} %, {:.1f} points off the whole "
                    "split.",
                    layer.layer.name, layer.samples.n_cols, *layer.active_shown, difference),
        fmt::format("« {} » : les {} exemples seuls diraient {:.1f} %, soit {:.1f} points d'écart "
                    "avec l'ensemble.",
                    layer.layer.name, layer.samples.n_cols, *layer.active_shown, difference)}});
}

Reading dead_reading(const LayerActivity& layer) {
  const std::string& name = layer.layer.name;
  const arma::uword dead = layer.dead.n_elem;
  const double share = 100 * static_cast<double>(dead) / static_cast<double>(layer.n_units());
  if (dead == 0) {
    return {Level::good,
            {fmt::format("'{}': no dead unit; each is active on at least one of {} items.", name,
                         layer.n_items),
             fmt::format("« {} » : aucun neurone mort ; chacun est actif pour au moins un des {} "
                         "exemples.",
                         name, layer.n_items)}};
  }
  const double bound = 100 * dead_rate_bound(layer.n_items);
  const Text numbers{
      fmt::format("'{}': {} of {} units ({:.1f} %) are never active on {} items; with 95 % "
                  "confidence each is active on fewer than {:.3g} % of such items.",
                  name, dead, layer.n_units(), share, layer.n_items, bound),
      fmt::format("« {} » : {} neurones sur {} ({:.1f} %) ne sont jamais actifs sur {} exemples ; "
                  "avec 95 % de confiance, chacun l'est pour moins de {:.3g} % de tels exemples.",
                  name, dead, layer.n_units(), share, layer.n_items, bound)};
  if (!switches_off(layer.layer)) return {Level::note, numbers};
  const bool many = share > 10;
  return {many ? Level::warning : Level::note,
          {numbers.en + (many ? " Dead units are capacity lost; a lower learning rate often helps."
                              : " They can be removed without any change on these items."),
           numbers.fr + (many ? " Les neurones morts sont de la capacité perdue ; un taux "
                                "d'apprentissage plus faible aide souvent."
                              : " On peut les retirer sans rien changer pour ces exemples.")}};
}

}  // namespace

void add_active_figure(Results& results, std::span<const LayerActivity> layers) {
  Figure& figure =
      results.figure("active", {"Sparsity of the activations", "Sparsité des activations"});
  const std::span<const LayerActivity> drawn = layers.first(std::min(layers.size(), layers_drawn));
  figure.panels = {share_panel(drawn), rate_panel(drawn)};
  figure.columns = 2;
  figure.height = 460;
  const Text rest = layers_left_out(layers.size());
  figure.caption = {
      "Left: how many of a layer's units are active (above 0; above 0.5 after a sigmoid), averaged "
      "over the whole split. Right: how often each unit is active; the leftmost bar holds dead and "
      "rare units, the rightmost those that are always on. Warning signs: below 20 % or above 80 "
      "%, "
      "and a tall bar at either end." +
          rest.en,
      "À gauche : la part de neurones actifs d'une couche (au-dessus de 0 ; de 0.5 après une "
      "sigmoïde), en moyenne sur tous les exemples. À droite : la fréquence d'activation de chaque "
      "neurone ; la barre la plus à gauche contient les neurones morts ou rares, la plus à droite "
      "ceux qui sont toujours actifs. Signes d'alerte : moins de 20 % ou plus de 80 %, et une "
      "haute "
      "barre à l'un des bouts." +
          rest.fr};
  for (const LayerActivity& layer : layers) {
    figure.readings.push_back(share_reading(layer));
    read_samples(figure, layer);
    figure.readings.push_back(dead_reading(layer));
  }
}

}  // namespace lucarne::activations
