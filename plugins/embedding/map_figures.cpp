// SPDX-License-Identifier: MIT
#include "embedding/map_figures.hpp"

#include "embedding/map_words.hpp"
#include "embedding/point_map.hpp"

#include <lucarne/wording.hpp>

#include <fmt/format.h>

#include <cmath>

namespace embedding {
namespace {

using lucarne::filled;
using lucarne::Level;
using lucarne::number;
using lucarne::percent;
using lucarne::Text;

// The figure names of the first layer are the plain ones; others carry the layer.
std::string named(const std::string& figure, const FeatureMap& map, bool first) {
  return first ? figure : figure + "." + map.layer;
}

void read_separation(const FeatureMap& map, lucarne::Figure& figure) {
  if (std::isnan(map.quality.silhouette)) return;
  const auto say = [&](Level level, const Text& pattern) {
    figure.readings.push_back({level, filled(pattern, {number(map.quality.silhouette, 2)})});
  };
  if (map.quality.silhouette >= 0.5) {
    say(Level::good, {"Silhouette {}: the classes form separate clusters, so these features tell "
                      "them apart.",
                      "Silhouette {} : les classes forment des groupes séparés ; ces "
                      "caractéristiques les distinguent bien."});
  } else if (map.quality.silhouette >= 0.25) {
    say(Level::note, {"Silhouette {}: the clusters are there, but some touch or overlap.",
                      "Silhouette {} : les groupes existent, mais certains se touchent ou se "
                      "recouvrent."});
  } else {
    say(Level::warning, {"Silhouette {}: the classes are mixed in the map; these features hardly "
                         "separate them.",
                         "Silhouette {} : les classes sont mélangées ; ces caractéristiques ne les "
                         "séparent guère."});
  }
}

void read_trust(const FeatureMap& map, lucarne::Figure& figure) {
  const bool good = map.quality.trustworthiness >= 0.95;
  figure.readings.push_back(
      {good ? Level::good : Level::warning,
       filled(good ? Text{"Trustworthiness {}: neighbours in the map are neighbours in feature "
                          "space.",
                          "Fiabilité {} : les voisins sur la carte sont bien voisins dans l'espace "
                          "des caractéristiques."}
                   : Text{"Trustworthiness {}: many neighbours in the map are not neighbours in "
                          "feature space; do not read much into small groups.",
                          "Fiabilité {} : bien des voisins sur la carte ne le sont pas dans "
                          "l'espace des caractéristiques ; les petits groupes sont à lire avec "
                          "prudence."},
              {number(map.quality.trustworthiness, 3)})});
}

// What the plane lost or made up, judged by the classes of the neighbours.
void read_neighbours(const FeatureMap& map, lucarne::Figure& figure) {
  const double gain = map.quality.label_accuracy - map.feature_accuracy;
  const Text verdict =
      gain < -0.02 ? Text{"the map mixes classes that the features keep apart",
                          "la carte mélange des classes que les caractéristiques séparent"}
      : gain > 0.02
          ? Text{"the map shows the classes tidier than they are",
                 "la carte montre les classes mieux rangées qu'elles ne le sont"}
          : Text{"the map shows the classes as the features hold them",
                 "la carte montre les classes telles que les caractéristiques les rangent"};
  figure.readings.push_back(
      {gain < -0.02 ? Level::warning : Level::note,
       filled({"{} of an item's nearest neighbours are kept. Its class is the commonest of its "
               "neighbours for {} of the items on the map, for {} in feature space: {}.",
               "{} des plus proches voisins d'un exemple sont gardés. Sa classe est la plus "
               "fréquente parmi ses voisins pour {} des exemples sur la carte, pour {} dans "
               "l'espace des caractéristiques : {}."},
              {percent(map.quality.kept, 0), percent(map.quality.label_accuracy),
               percent(map.feature_accuracy), verdict})});
}

void read_explained(const FeatureMap& map, lucarne::Figure& figure) {
  figure.readings.push_back(
      {map.explained >= 50 ? Level::good : Level::note,
       filled(
           {"The two components hold {} of the variance; the rest is not in this picture.",
            "Les deux composantes portent {} de la variance ; le reste n'est pas sur cette image."},
           {percent(map.explained / 100)})});
}

// Another side of a map in three dimensions.
void draw_third(const FeatureMap& map, const Sample& sample, const lucarne::Context& context,
                bool first, lucarne::Results& results) {
  const MapWords& words = words_of(map.method);
  lucarne::Figure& figure =
      results.figure(named(map.method + ".third", map, first),
                     filled({"{} map of the features of {}, from another side",
                             "Carte {} des caractéristiques de {}, vue d'un autre côté"},
                            {words.name, map.layer}));
  figure.caption = {
      "The same map along its third dimension: clusters that cover one another in one "
      "view and not in the other are apart.",
      "La même carte selon sa troisième dimension : des groupes qui se recouvrent dans "
      "une vue et non dans l'autre sont séparés."};
  figure.width = 1100;
  figure.height = 700;
  figure.panels.push_back({{}, point_map(map.points, sample, context, words.axis, 3), 1});
}

// Beside a map that bends space, one that does not.
void draw_components(const FeatureMap& map, const Sample& sample, const lucarne::Context& context,
                     bool first, lucarne::Results& results) {
  lucarne::Figure& figure = results.figure(
      named("pca", map, first),
      {fmt::format("First two principal components of the features of {}", map.layer),
       fmt::format("Deux premières composantes principales des caractéristiques de {}",
                   map.layer)});
  figure.caption = filled({"The same items in the plane of largest variance. Unlike {} this view "
                           "is linear: distances are real ones, but only two directions are seen.",
                           "Les mêmes exemples dans le plan de plus grande variance. À la "
                           "différence de {}, cette vue est linéaire : les distances sont réelles, "
                           "mais on ne voit que deux directions."},
                          {words_of(map.method).name});
  figure.width = 1100;
  figure.height = 700;
  figure.panels.push_back({{}, point_map(map.pca.scores, sample, context, "PC"), 1});
  read_explained(map, figure);
}

Text tile_title(const Sample& sample, arma::uword i, const std::vector<std::string>& names) {
  return {fmt::format("true {}, predicted {}", names[sample.labels(i)], names[sample.predicted(i)]),
          fmt::format("vrai {}, prédit {}", names[sample.labels(i)], names[sample.predicted(i)])};
}

}  // namespace

void draw_map(const FeatureMap& map, const Sample& sample, const lucarne::Context& context,
              lucarne::Results& results) {
  const bool first = results.figures().empty();
  const MapWords& words = words_of(map.method);
  lucarne::Figure& figure =
      results.figure(named(map.method, map, first),
                     filled({"{} map of the features of {}", "Carte {} des caractéristiques de {}"},
                            {words.name, map.layer}));
  figure.caption = filled(
      {"Each point is an item, coloured by its true class; items whose features are alike lie "
       "close "
       "together. A ring marks an item that is predicted wrong. Separate clusters: the network "
       "tells the classes apart. Mixed clusters: it confuses them. {}",
       "Chaque point est un exemple, coloré par sa vraie classe ; des caractéristiques semblables "
       "donnent des points proches. Un cercle marque un exemple mal classé. Groupes séparés : le "
       "réseau distingue les classes. Groupes mélangés : il les confond. {}"},
      {words.caution});
  figure.width = 1100;
  figure.height = 850;
  figure.panels.push_back({{}, point_map(map.points, sample, context, words.axis), 1});
  read_separation(map, figure);
  read_trust(map, figure);
  read_neighbours(map, figure);
  if (map.points.n_rows == 3) draw_third(map, sample, context, first, results);
  if (map.method == "pca") {
    read_explained(map, figure);
  } else {
    draw_components(map, sample, context, first, results);
  }
}

void draw_convergence(const FeatureMap& map, lucarne::Results& results) {
  if (!map.tsne || map.tsne->kl_history.size() < 2) return;
  const TsneMap& tsne = *map.tsne;
  lucarne::Figure& figure =
      results.figure("convergence", {"Kullback-Leibler divergence along the iterations",
                                     "Divergence de Kullback-Leibler au fil des itérations"});
  figure.caption = {
      "How far the map is from the neighbourhoods of the feature space; measured without the "
      "exaggeration. It should have stopped falling at the right end: where it still falls, more "
      "iterations give a better map.",
      "Écart entre la carte et les voisinages de l'espace des caractéristiques, mesuré sans "
      "l'exagération. La courbe doit être plate à droite : si elle descend encore, davantage "
      "d'itérations donneront une meilleure carte."};
  figure.width = 900;
  figure.height = 380;
  lucarne::Plot plot;
  plot.x.label = {"iteration", "itération"};
  plot.y.label = {"divergence (nats)", "divergence (nats)"};
  plot.legend = lucarne::LegendPlace::none;
  lucarne::Series series;
  series.x = arma::conv_to<arma::vec>::from(tsne.kl_iterations);
  series.y = arma::vec(tsne.kl_history);
  plot.series.push_back(series);
  figure.panels.push_back({{}, plot, 1});
  const std::size_t end = tsne.kl_history.size() - 1;
  const std::size_t begin = end < 2 ? 0 : end - 2;
  const double fall = 1 - tsne.kl_history[end] / tsne.kl_history[begin];
  const bool settled = fall < 0.01;
  figure.readings.push_back(
      {settled ? Level::good : Level::note,
       filled(
           {"Over the last {} iterations it fell by {}: {}.",
            "Sur les {} dernières itérations, elle a baissé de {} : {}."},
           {lucarne::count(tsne.kl_iterations[end] - tsne.kl_iterations[begin]), percent(fall, 2),
            settled ? Text{"the map has settled", "la carte est stable"}
                    : Text{"more iterations would still improve the map",
                           "davantage d'itérations amélioreraient encore la carte"}})});
}

Isolated isolated_on(const FeatureMap& map) {
  return {map.isolation,
          {"Most isolated points of the map", "Points les plus isolés de la carte"},
          {"Items far from all others in the map: unusual, badly written, or mislabelled. A "
           "warning sign is a picture that looks ordinary, or whose label is plainly wrong.",
           "Exemples loin de tous les autres sur la carte : atypiques, mal écrits ou mal "
           "étiquetés. Signe d'alerte : une image ordinaire, ou une étiquette manifestement "
           "fausse."}};
}

void show_isolated(const Isolated& isolated, const Sample& sample, arma::uword count,
                   const lucarne::Context& context, lucarne::Results& results) {
  const std::vector<std::string>& names = context.dataset().class_names();
  const arma::uvec sorted = arma::stable_sort_index(isolated.distance, "descend");
  const arma::uvec order = sorted.head(std::min(count, sorted.n_elem));
  results.product("isolated", sample.items(order));
  lucarne::Table& table = results.table(
      "isolated", {"Most isolated items", "Exemples les plus isolés"},
      {{"item", {"item", "exemple"}, "", 0},
       {"true", {"true", "vrai"}, "", 0},
       {"predicted", {"predicted", "prédit"}, "", 0},
       {"distance", {"mean distance to neighbours", "distance moyenne aux voisins"}, "", 3}});
  lucarne::Tiles tiles;
  arma::uword n_wrong = 0;
  for (const arma::uword i : order) {
    table.add({static_cast<std::int64_t>(sample.items(i)), names[sample.labels(i)],
               names[sample.predicted(i)], isolated.distance(i)});
    tiles.titles.push_back(tile_title(sample, i, names));
    n_wrong += sample.labels(i) != sample.predicted(i);
  }
  if (!lucarne::picture_layout(context.dataset().item_shape())) return;
  tiles.show(
      context.dataset().pictures(context.dataset().inputs(sample.split, sample.items(order))));
  tiles.columns = 8;
  lucarne::Figure& figure = results.figure("isolated", isolated.title);
  figure.caption = isolated.caption;
  figure.width = 1100;
  figure.height = 360;
  figure.panels.push_back({{}, tiles, 1});
  figure.readings.push_back(
      {Level::note,
       {fmt::format("{} of these {} items are misclassified.", n_wrong, order.n_elem),
        fmt::format("{} de ces {} exemples sont mal classés.", n_wrong, order.n_elem)}});
}

}  // namespace embedding
