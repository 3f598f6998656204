// SPDX-License-Identifier: MIT
#include "embedding/separation_figure.hpp"

#include "embedding/separation.hpp"

#include <lucarne/wording.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace embedding {
namespace {

using lucarne::filled;
using lucarne::Level;
using lucarne::percent;
using lucarne::Text;

lucarne::Box box_of(const arma::frowvec& values, Text label, lucarne::Colour colour) {
  const arma::vec numbers = five_numbers(arma::conv_to<arma::vec>::from(values.t()));
  lucarne::Box box;
  box.label = std::move(label);
  box.low = numbers(0);
  box.quartile1 = numbers(1);
  box.median = numbers(2);
  box.quartile3 = numbers(3);
  box.high = numbers(4);
  box.colour = colour;
  return box;
}

// Features as pixels where they are the input's, else the best ones as boxes.
std::variant<lucarne::Plot, lucarne::BoxPlot, lucarne::HeatMap, lucarne::Tiles, lucarne::PointMap>
picture_of(const Separation& found, const arma::fmat& features, bool pixels,
           const lucarne::Shape& shape, const arma::uvec& first, const arma::uvec& second,
           const Text& first_name, const Text& second_name, arma::uword a, arma::uword b) {
  const auto layout = lucarne::picture_layout(shape);
  if (pixels && layout && layout.channels == 1) {
    lucarne::HeatMap map;
    map.values = arma::reshape(found.auc, layout.width, layout.height).t();
    map.palette = lucarne::Palette::diverging;
    map.centre = 0.5;
    map.x.hide_ticks = map.y.hide_ticks = true;
    map.scale_label = {"AUC", "AUC"};
    return map;
  }
  lucarne::BoxPlot plot;
  plot.y.label = {"value", "valeur"};
  constexpr arma::uword shown = 6;
  for (const arma::uword k : arma::uvec(found.order.head(std::min(shown, found.order.n_elem)))) {
    const arma::frowvec row = features.row(k);
    const Text unit = fmt::format("#{} · ", k);
    plot.boxes.push_back(box_of(row.elem(first).t(),
                                {unit.en + first_name.en, unit.fr + first_name.fr},
                                lucarne::category(a)));
    plot.boxes.push_back(box_of(row.elem(second).t(),
                                {unit.en + second_name.en, unit.fr + second_name.fr},
                                lucarne::category(b)));
  }
  return plot;
}

}  // namespace

void report_separation(const arma::fmat& features, const FeatureMap& map, const Sample& sample,
                       arma::uword first, arma::uword second, const lucarne::Context& context,
                       lucarne::Results& results) {
  const std::vector<std::string>& names = context.dataset().class_names();
  const arma::uvec a = arma::find(sample.labels == first);
  const arma::uvec b = arma::find(sample.labels == second);
  const Separation found = separation(
      features, a, b,
      [&context](arma::uword count, const auto& task) { context.parallel_for(count, task); });
  const Text title = filled(
      {"Features of {} that tell {} from {}", "Caractéristiques de {} qui distinguent {} de {}"},
      {map.layer, names[first], names[second]});
  lucarne::Table& table = results.table(
      "separation", title,
      {{"feature", {"feature", "caractéristique"}, "", 0},
       {"auc", {"AUC", "AUC"}, "", 3},
       {"first", filled({"mean for {}", "moyenne pour {}"}, {names[first]}), "", 3},
       {"second", filled({"mean for {}", "moyenne pour {}"}, {names[second]}), "", 3}});
  constexpr arma::uword listed = 20;
  for (const arma::uword k : arma::uvec(found.order.head(std::min(listed, found.order.n_elem)))) {
    const arma::rowvec row = arma::conv_to<arma::rowvec>::from(features.row(k));
    table.add({static_cast<std::int64_t>(k), found.auc(k), arma::mean(arma::vec(row.elem(a))),
               arma::mean(arma::vec(row.elem(b)))});
  }
  results.array("separation_auc", found.auc,
                "probability that an item of the second class has the larger value, each feature");
  lucarne::Figure& figure = results.figure("separation", title);
  figure.caption = {
      "AUC: how often an item of the second class has a larger value of that feature than one of "
      "the first. 0.5: the feature says nothing; 0 or 1: it tells the two apart alone. "
      "Pixels are shown in their place; of other features the six best ones, as boxes of their "
      "values in both classes.",
      "AUC : fréquence à laquelle un exemple de la seconde classe a une plus grande valeur de "
      "cette "
      "caractéristique qu'un exemple de la première. 0,5 : elle ne dit rien ; 0 ou 1 : elle suffit "
      "à distinguer les deux. Les pixels sont montrés à leur place ; des autres caractéristiques, "
      "les "
      "six meilleures, en boîtes de leurs valeurs dans les deux classes."};
  figure.width = 1000;
  figure.panels.push_back(
      {{},
       picture_of(found, features, map.layer == "input", context.dataset().item_shape(), a, b,
                  names[first], names[second], first, second),
       1});
  const arma::uword best = found.order(0);
  const double certainty = std::max(found.auc(best), 1 - found.auc(best));
  const auto n_useful = arma::accu(arma::abs(found.auc - 0.5) >= 0.25);
  figure.readings.push_back(
      {Level::note,
       filled({"Feature {} alone orders a pair of them right in {} of cases; {} of {} features "
               "reach 75 %.",
               "La caractéristique {} seule ordonne bien une paire dans {} des cas ; {} des {} "
               "caractéristiques atteignent 75 %."},
              {Text(std::to_string(best)), percent(certainty), lucarne::count(n_useful),
               lucarne::count(found.auc.n_elem)})});
}

}  // namespace embedding
