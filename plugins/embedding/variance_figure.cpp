// SPDX-License-Identifier: MIT
#include "embedding/variance_figure.hpp"

#include <lucarne/wording.hpp>

#include <algorithm>

namespace embedding {
namespace {

using lucarne::Text;

constexpr double most = 90;  // percent of the variance that readings count components for
constexpr arma::uword components_drawn = 50;

// Components that hold `percent` of the variance, or nothing where those known hold less.
std::optional<arma::uword> needed(const arma::vec& shares, double percent) {
  const arma::uvec enough = arma::find(shares >= percent, 1);
  if (enough.empty()) return std::nullopt;
  return enough(0) + 1;
}

}  // namespace

void VarianceFigure::add(const FeatureMap& map) {
  if (map.pca.total <= 0) return;
  layers_.push_back({map.layer, 100 * arma::cumsum(map.pca.variances) / map.pca.total});
}

void VarianceFigure::draw(lucarne::Results& results) const {
  if (layers_.empty()) return;
  lucarne::Figure& figure =
      results.figure("variance", {"Variance held by the first principal components",
                                  "Variance portée par les premières composantes principales"});
  figure.caption = {
      "How many directions a layer's features use: the faster a curve rises, the fewer. Features "
      "that tell ten classes apart need about nine. A map of two dimensions cannot keep all "
      "distances where two components hold little.",
      "Nombre de directions qu'utilisent les caractéristiques d'une couche : plus la courbe monte "
      "vite, moins il y en a. Distinguer dix classes en demande environ neuf. Une carte à deux "
      "dimensions ne peut garder toutes les distances si deux composantes portent peu."};
  figure.width = 900;
  figure.height = 420;
  lucarne::Plot plot;
  plot.x.label = {"components", "composantes"};
  plot.y.label = {"variance (%)", "variance (%)"};
  plot.y.min = 0;
  plot.y.max = 100;
  plot.legend = lucarne::LegendPlace::outside_right;
  lucarne::Table& table = results.table(
      "variance",
      {"Components that hold 90 % of the variance", "Composantes qui portent 90 % de la variance"},
      {{"layer", {"layer", "couche"}, "", 0},
       {"two", {"in two components", "dans deux composantes"}, "%", 1},
       {"needed", {"components for 90 %", "composantes pour 90 %"}, "", 0}});
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    const Layer& layer = layers_[k];
    lucarne::Series series;
    series.label = Text(layer.name);
    series.y = layer.shares.head(std::min(components_drawn, layer.shares.n_elem));
    series.x = arma::regspace(1, static_cast<double>(series.y.n_elem));
    series.colour = lucarne::category(k);
    plot.series.push_back(std::move(series));
    const std::optional<arma::uword> count = needed(layer.shares, most);
    table.add({layer.name, layer.shares(std::min<arma::uword>(2, layer.shares.n_elem) - 1),
               count ? lucarne::Cell(static_cast<std::int64_t>(*count)) : lucarne::Cell()});
    if (!count) continue;
    figure.readings.push_back(
        {lucarne::Level::note, lucarne::filled({"{}: {} components hold 90 % of the variance.",
                                                "{} : {} composantes portent 90 % de la variance."},
                                               {Text(layer.name), lucarne::count(*count)})});
  }
  figure.panels.push_back({{}, std::move(plot), 1});
}

}  // namespace embedding
