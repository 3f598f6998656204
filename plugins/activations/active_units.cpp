// SPDX-License-Identifier: MIT
#include "activations/figures.hpp"

#include <lucarne/wording.hpp>

#include <algorithm>
#include <cmath>

namespace lucarne::activations {
namespace {

constexpr arma::uword rate_bins = 20;

Panel share_panel(std::span<const LayerActivity> layers) {
  Plot plot;
  plot.y.label = {"active units (%)", "neurones actifs (%)"};
  plot.y.min = 0;
  plot.y.max = 100;
  Series whole;
  whole.mark = Mark::bars;
  whole.label = {"whole split", "ensemble"};
  whole.width = 0.6;
  whole.x = arma::regspace(0, static_cast<double>(layers.size()) - 1);
  whole.y.set_size(layers.size());
  Series shown;
  shown.mark = Mark::points;
  shown.colour = Colour::secondary;
  shown.point_size = 12;
  shown.x = whole.x;
  shown.y.set_size(layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    whole.y(i) = layers[i].active;
    shown.y(i) = layers[i].active_shown.value_or(0);
    plot.x.categories.emplace_back(layers[i].layer.name);
  }
  plot.series.push_back(std::move(whole));
  if (layers.front().active_shown) {
    shown.label = filled({"{} samples", "{} exemples"}, {count(layers.front().samples.n_cols)});
    plot.series.push_back(std::move(shown));
  }
  // From the top down, as in the plot.
  plot.lines = {
      {ReferenceLine::Direction::horizontal, 80, {"80 %: too many", "80 % : trop"}},
      {ReferenceLine::Direction::horizontal, 50, {"50 %: ideal", "50 % : idéal"}, Colour::correct},
      {ReferenceLine::Direction::horizontal, 20, {"20 %: too few", "20 % : trop peu"}}};
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
  const double share = layer.active / 100;
  const Text name = layer.layer.name;
  if (!switches_off(layer.layer)) {
    return {
        Level::note,
        filled({"'{}': {} of the activations lie above {}. {} switches no unit off, so the rule "
                "of 20, 50 and 80 % does not apply.",
                "« {} » : {} des activations dépassent {}. {} n'éteint aucun neurone, la règle "
                "des 20, 50 et 80 % ne s'applique donc pas."},
               {name, percent(share), number(layer.threshold, layer.threshold > 0 ? 1 : 0),
                layer.layer.op})};
  }
  if (share < 0.2) {
    return {
        Level::warning,
        filled({"'{}': {} of the units are active on average, fewer than 20 %: the units answer "
                "too rarely; look for dead ones.",
                "« {} » : {} de neurones actifs en moyenne, moins de 20 % : les neurones ne "
                "s'activent pas assez ; cherchez des neurones morts."},
               {name, percent(share)})};
  }
  if (share > 0.8) {
    return {
        Level::warning,
        filled({"'{}': {} of the units are active on average, more than 80 %: the layer is "
                "nearly linear, and may overfit.",
                "« {} » : {} de neurones actifs en moyenne, plus de 80 % : la couche est presque "
                "linéaire, avec un risque de surapprentissage."},
               {name, percent(share)})};
  }
  return {
      Level::good,
      filled({"'{}': {} of the units are active on average, between 20 and 80 %: a healthy "
              "sparsity (50 % is ideal).",
              "« {} » : {} de neurones actifs en moyenne, entre 20 et 80 % : une bonne sparsité "
              "(50 % est idéal)."},
             {name, percent(share)})};
}

void read_samples(Figure& figure, const LayerActivity& layer) {
  if (!layer.active_shown || std::abs(*layer.active_shown - layer.active) < 5) return;
  figure.readings.push_back(
      {Level::note,
       filled(
           {"'{}': the {} samples alone would say {}, {} points off the whole split.",
            "« {} » : les {} exemples seuls diraient {}, soit {} points d'écart avec l'ensemble."},
           {layer.layer.name, count(layer.samples.n_cols), percent(*layer.active_shown / 100),
            number(*layer.active_shown - layer.active, 1)})});
}

Reading dead_reading(const LayerActivity& layer) {
  const Text name = layer.layer.name;
  const arma::uword dead = layer.dead.n_elem;
  const double share = static_cast<double>(dead) / static_cast<double>(layer.n_units());
  if (dead == 0) {
    return {Level::good,
            filled({"'{}': no dead unit; each is active on at least one of {} items.",
                    "« {} » : aucun neurone mort ; chacun est actif pour au moins un des "
                    "{} exemples."},
                   {name, count(layer.n_items)})};
  }
  Text text = filled(
      {"'{}': units never active on {} items: {} of {} ({}). With 95 % confidence each is active "
       "on "
       "fewer than {} of such items.",
       "« {} » : neurones jamais actifs sur {} exemples : {} sur {} ({}). Avec 95 % de confiance, "
       "chacun l'est pour moins de {} de tels exemples."},
      {name, count(layer.n_items), count(dead), count(layer.n_units()), percent(share),
       percent(dead_rate_bound(layer.n_items), 2)});
  if (!switches_off(layer.layer)) return {Level::note, std::move(text)};
  const bool many = share > 0.1;
  if (many) {
    text.en += " Dead units are capacity lost; a lower learning rate often helps.";
    text.fr +=
        " Les neurones morts sont de la capacité perdue ; un taux d'apprentissage plus "
        "faible aide souvent.";
  } else {
    text.en += " They can be removed without changing anything on these items.";
    text.fr += " On peut les retirer sans rien changer pour ces exemples.";
  }
  return {many ? Level::warning : Level::note, std::move(text)};
}

}  // namespace

void add_active_figure(Results& results, std::span<const LayerActivity> layers) {
  Figure& figure =
      results.figure("active", {"Sparsity of the activations", "Sparsité des activations"});
  const std::span<const LayerActivity> drawn = layers.first(std::min(layers.size(), layers_drawn));
  figure.panels = {share_panel(drawn), rate_panel(drawn)};
  figure.columns = 2;
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
