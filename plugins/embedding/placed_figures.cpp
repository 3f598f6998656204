// SPDX-License-Identifier: MIT
#include "embedding/map_figures.hpp"
#include "embedding/map_words.hpp"
#include "embedding/placed_map.hpp"
#include "embedding/point_map.hpp"

#include <lucarne/wording.hpp>

#include <fmt/format.h>

namespace embedding {
namespace {

using lucarne::count;
using lucarne::filled;
using lucarne::Level;
using lucarne::percent;
using lucarne::Text;

double stranger_share(const PlacedMap& placed) {
  return static_cast<double>(placed.n_strangers) / static_cast<double>(placed.distance.n_elem);
}

void report_numbers(const PlacedMap& placed, lucarne::Results& results) {
  const auto add = [&](const char* name, double share, Text label) {
    results.scalar(name, 100 * share, "%", std::move(label), 1);
  };
  add("label_accuracy", placed.label_accuracy,
      {"class by the reference items nearest on the map",
       "classe par les exemples de référence les plus proches sur la carte"});
  add("strangers", stranger_share(placed),
      {"items farther off than 99 % of the reference",
       "exemples plus éloignés que 99 % de la référence"});
  add("features.label_accuracy", placed.feature_accuracy,
      {"class by the nearest in feature space",
       "classe par les plus proches dans l'espace des caractéristiques"});
  add("neighbours_kept", placed.kept,
      {"nearest reference items kept (k = 12)", "plus proches de la référence gardés (k = 12)"});
}

void read_strangers(const PlacedMap& placed, lucarne::Figure& figure) {
  const double share = stranger_share(placed);
  const Text verdict =
      share <= 0.02  ? Text{"they are like those of the map", "ils ressemblent à ceux de la carte"}
      : share <= 0.1 ? Text{"some are unlike anything in the map",
                            "certains ne ressemblent à rien de la carte"}
                     : Text{"this is other data than the map was made of",
                            "ce ne sont pas les données dont la carte est faite"};
  figure.readings.push_back(
      {share <= 0.02  ? Level::good
       : share <= 0.1 ? Level::note
                      : Level::warning,
       filled({"{} of the new items are farther from their nearest reference items than 99 % of "
               "these are from theirs: {}.",
               "{} des nouveaux exemples sont plus loin de leurs plus proches voisins de référence "
               "que 99 % de ceux-ci entre eux : {}."},
              {percent(share), verdict})});
}

void read_classes(const PlacedMap& placed, lucarne::Figure& figure) {
  const double loss = placed.feature_accuracy - placed.label_accuracy;
  figure.readings.push_back(
      {loss > 0.02 ? Level::warning : Level::good,
       filled({"The class of {} of the new items is the commonest of their nearest reference "
               "items on the map; {} in feature space.",
               "La classe de {} des nouveaux exemples est la plus fréquente parmi les plus proches "
               "de référence sur la carte ; {} dans l'espace des caractéristiques."},
              {percent(placed.label_accuracy), percent(placed.feature_accuracy)})});
}

}  // namespace

void report_placed(const PlacedMap& placed, const SavedMap& map, const Sample& sample,
                   arma::uword n_isolated, const lucarne::Context& context,
                   lucarne::Results& results) {
  const MapWords& words = words_of(map.method);
  report_numbers(placed, results);
  results.array(map.method, placed.points, "places in the map " + words.name.en);
  results.array("reference_distance", placed.distance,
                "mean distance to the nearest reference items, in feature space");
  lucarne::Figure& figure = results.figure(
      "placed",
      filled({"New items in the {} map of {}", "Nouveaux exemples dans la carte {} de {}"},
             {words.name, placed.layer}));
  figure.caption = filled(
      {"In colour the {} new items, pale behind them the {} items that the map was made of, which "
       "did not move. A ring marks an item that is predicted wrong. New items that lie in a "
       "cluster are like its items to the network; some always fall between clusters.",
       "En couleur, les {} nouveaux exemples ; en pâle, les {} dont la carte est faite, qui n'ont "
       "pas bougé. Un cercle marque un exemple mal classé. Un nouvel exemple dans un groupe "
       "ressemble à ses exemples pour le réseau ; quelques-uns tombent toujours entre les "
       "groupes."},
      {count(placed.points.n_cols), count(map.reference.points.n_cols)});
  figure.width = 1100;
  figure.height = 850;
  lucarne::PointMap points = point_map(placed.points, sample, context, words.axis);
  points.background = map.reference.points;
  figure.panels.push_back({{}, std::move(points), 1});
  read_classes(placed, figure);
  read_strangers(placed, figure);
  show_isolated({placed.distance,
                 {"New items that are least like those of the map",
                  "Nouveaux exemples les moins semblables à ceux de la carte"},
                 {"Items that lie farthest from their nearest reference items in feature space, "
                  "wherever the map puts them: unusual, or of a kind that the map has not seen.",
                  "Exemples les plus éloignés de leurs plus proches voisins de référence dans "
                  "l'espace des caractéristiques, où que la carte les mette : atypiques, ou d'une "
                  "sorte que la carte n'a pas vue."}},
                sample, n_isolated, context, results);
}

}  // namespace embedding
