// SPDX-License-Identifier: MIT
#include "embedding/quality_figures.hpp"

#include "embedding/map_words.hpp"
#include "embedding/point_map.hpp"

#include <lucarne/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace embedding {
namespace {

using lucarne::filled;
using lucarne::Level;
using lucarne::number;
using lucarne::percent;
using lucarne::Text;

constexpr std::size_t pairs_drawn = 12;
constexpr std::size_t pairs_listed = 45;  // all of ten classes

arma::uword n_present(const Sample& sample) {
  return arma::uvec(arma::unique(sample.labels)).n_elem;
}

void read_contacts(const std::vector<Contact>& pairs, const Sample& sample,
                   const std::vector<std::string>& names, lucarne::Figure& figure) {
  if (pairs.empty() || pairs.front().crossing == 0) {
    figure.readings.push_back(
        {Level::good,
         {"No two classes touch on the map.", "Aucune classe n'en touche une autre."}});
    return;
  }
  const Contact& most = pairs.front();
  const auto confused = std::max_element(
      pairs.begin(), pairs.end(),
      [](const Contact& a, const Contact& b) { return a.confusions < b.confusions; });
  figure.readings.push_back(
      {Level::note,
       filled({"{} and {} touch most: {} of their points' neighbours are of the other class; the "
               "network takes {} of these items for the other.",
               "{} et {} se touchent le plus : {} des voisins de leurs points sont de l'autre "
               "classe ; le réseau prend {} de ces exemples pour l'autre."},
              {names[most.a], names[most.b], percent(most.crossing),
               lucarne::count(most.confusions)})});
  if (confused != pairs.begin() && confused->confusions > 0) {
    figure.readings.push_back(
        {Level::note,
         filled({"The pair confused most is another one: {} and {}, {} times.",
                 "La paire la plus confondue est une autre : {} et {}, {} fois."},
                {names[confused->a], names[confused->b], lucarne::count(confused->confusions)})});
  }
  const double correlation = agreement(pairs, n_present(sample));
  if (std::isnan(correlation)) return;
  const bool agrees = correlation >= 0.5;
  figure.readings.push_back(
      {agrees ? Level::good : Level::note,
       filled(agrees
                  ? Text{"Over all pairs, touching and being confused go together (rank "
                         "correlation {}): the map shows what the network confuses.",
                         "Sur toutes les paires, se toucher et être confondu vont ensemble "
                         "(corrélation des rangs {}) : la carte montre ce que le réseau confond."}
                  : Text{"Over all pairs, touching and being confused hardly go together (rank "
                         "correlation {}): read errors off the confusion matrix, not off this "
                         "map.",
                         "Sur toutes les paires, se toucher et être confondu ne vont guère "
                         "ensemble (corrélation des rangs {}) : lisez les erreurs dans la matrice "
                         "de confusion, pas sur cette carte."},
              {number(correlation, 2)})});
}

lucarne::Plot bars_of(const std::vector<Text>& pairs, const arma::vec& heights, Text label,
                      lucarne::Colour colour) {
  lucarne::Plot plot;
  plot.x.categories = pairs;
  plot.y.label = std::move(label);
  plot.y.min = 0;
  plot.legend = lucarne::LegendPlace::none;
  lucarne::Series series;
  series.mark = lucarne::Mark::bars;
  series.x = arma::regspace(0, static_cast<double>(heights.n_elem) - 1);
  series.y = heights;
  series.width = 0.7;
  series.colour = colour;
  plot.series.push_back(std::move(series));
  return plot;
}

}  // namespace

arma::vec point_trust(const FeatureMap& map) {
  arma::vec trust(map.points.n_cols, arma::fill::value(arma::datum::nan));
  trust.elem(map.judged) = map.quality.point_trust;
  return trust;
}

void report_quality(const FeatureMap& map, const std::string& prefix, lucarne::Results& results) {
  const auto add = [&](const char* name, double value, const char* unit, Text label,
                       int decimals = 4) {
    results.scalar(prefix + name, value, unit, std::move(label), decimals);
  };
  if (map.tsne) add("kl", map.tsne->kl, "nats", {"KL divergence", "divergence KL"});
  add("trustworthiness", map.quality.trustworthiness, "",
      {"trustworthiness (k = 12)", "fiabilité (k = 12)"});
  add("continuity", map.quality.continuity, "", {"continuity (k = 12)", "continuité (k = 12)"});
  add("silhouette", map.quality.silhouette, "",
      {"silhouette of the classes", "silhouette des classes"});
  add("neighbours_kept", 100 * map.quality.kept, "%",
      {"true neighbours kept (k = 12)", "vrais voisins gardés (k = 12)"}, 1);
  add("label_accuracy", 100 * map.quality.label_accuracy, "%",
      {"class by the neighbours in the map", "classe par les voisins sur la carte"}, 1);
  add("features.label_accuracy", 100 * map.feature_accuracy, "%",
      {"class by the neighbours in feature space",
       "classe par les voisins dans l'espace des caractéristiques"},
      1);
  add("pca.explained", map.explained, "%",
      {"variance in two components", "variance dans deux composantes"}, 1);
  if (map.method == "pca") return;
  add("pca.trustworthiness", map.pca_quality.trustworthiness, "",
      {"trustworthiness of the PCA", "fiabilité de l'ACP"});
  add("pca.continuity", map.pca_quality.continuity, "",
      {"continuity of the PCA", "continuité de l'ACP"});
  add("pca.silhouette", map.pca_quality.silhouette, "",
      {"silhouette of the PCA", "silhouette de l'ACP"});
  add("pca.neighbours_kept", 100 * map.pca_quality.kept, "%",
      {"true neighbours kept by the PCA", "vrais voisins gardés par l'ACP"}, 1);
  add("pca.label_accuracy", 100 * map.pca_quality.label_accuracy, "%",
      {"class by the neighbours in the PCA", "classe par les voisins dans l'ACP"}, 1);
  const arma::uword n = map.quality.neighbours.indices.n_cols;
  if (prefix.empty() && map.judged.n_elem < n) {
    results.reading(Level::note,
                    filled({"Quality is judged at {} of the {} points, drawn at random, each "
                            "against all others.",
                            "La qualité est jugée sur {} des {} points, tirés au hasard, chacun "
                            "face à tous les autres."},
                           {lucarne::count(map.judged.n_elem), lucarne::count(n)}));
  }
}

void draw_trust(const FeatureMap& map, const Sample& sample, const lucarne::Context& context,
                lucarne::Results& results) {
  lucarne::PointMap points = point_map(map.points, sample, context, words_of(map.method).axis);
  if (map.judged.n_elem < sample.items.n_elem) {
    // Only those judged, so that none looks trusted that is not.
    points.points = points.points.cols(map.judged);
    points.labels = points.labels.elem(map.judged);
    points.predicted = points.predicted.elem(map.judged);
    points.items = points.items.elem(map.judged);
    points.pictures = {};
  }
  points.values = map.quality.point_trust;
  points.value_label = {"trustworthiness", "fiabilité"};
  points.palette = lucarne::Palette::hot;
  points.max = 1;
  lucarne::Figure& figure = results.figure("trust", {"How far each point of the map can be trusted",
                                                     "Fiabilité de chaque point de la carte"});
  figure.caption = {
      "Pale points stand among their true neighbours; dark ones stand beside items that are far "
      "from them in feature space, because the plane has no better place for them. A warning sign "
      "is a whole group that is dark: that group is an artefact of the map.",
      "Les points clairs sont parmi leurs vrais voisins ; les sombres sont à côté d'exemples "
      "éloignés d'eux dans l'espace des caractéristiques, faute de meilleure place dans le plan. "
      "Signe d'alerte : tout un groupe sombre, qui n'est alors qu'un artefact de la carte."};
  figure.width = 1100;
  figure.height = 800;
  figure.panels.push_back({{}, std::move(points), 1});
  const auto n_poor = static_cast<double>(arma::accu(map.quality.point_trust < 0.9));
  const double share = n_poor / static_cast<double>(map.judged.n_elem);
  figure.readings.push_back(
      {share <= 0.05  ? Level::good
       : share <= 0.2 ? Level::note
                      : Level::warning,
       filled({"{} of the points are below 0.9; the least trustworthy has {}.",
               "{} des points sont sous 0,9 ; le moins fiable est à {}."},
              {percent(share), number(map.quality.point_trust.min(), 3)})});
}

std::vector<Contact> list_contacts(const FeatureMap& map, const std::string& prefix,
                                   const Sample& sample, const lucarne::Context& context,
                                   lucarne::Results& results) {
  const std::vector<std::string>& names = context.dataset().class_names();
  const std::vector<Contact> pairs =
      contacts(map.quality.neighbours, sample.labels, sample.predicted, names.size());
  lucarne::Table& table = results.table(
      prefix + "contacts",
      filled({"Classes that touch on the map of {}", "Classes qui se touchent sur la carte de {}"},
             {map.layer}),
      {{"first", {"class", "classe"}, "", 0},
       {"second", {"other class", "autre classe"}, "", 0},
       {"crossing", {"neighbours of the other", "voisins de l'autre"}, "%", 2},
       {"confusions", {"items taken for the other", "exemples pris pour l'autre"}, "", 0}});
  for (std::size_t k = 0; k < std::min(pairs.size(), pairs_listed); ++k) {
    table.add({names[pairs[k].a], names[pairs[k].b], 100 * pairs[k].crossing,
               static_cast<std::int64_t>(pairs[k].confusions)});
  }
  return pairs;
}

void draw_contacts(const std::vector<Contact>& pairs, const Sample& sample,
                   const lucarne::Context& context, lucarne::Results& results) {
  const std::vector<std::string>& names = context.dataset().class_names();
  lucarne::Figure& figure = results.figure(
      "contacts", {"Classes that touch on the map, and what the network confuses",
                   "Classes qui se touchent sur la carte, et ce que le réseau confond"});
  figure.caption = {
      "Pairs of classes, those that touch most first: the share of both classes' neighbours on the "
      "map that are of the other class, and how many items of one the network takes for the other. "
      "Pairs that touch and are confused are what the network cannot tell apart; pairs that touch "
      "without being confused are told apart by directions that the map does not show.",
      "Paires de classes, celles qui se touchent le plus d'abord : part de leurs voisins sur la "
      "carte qui sont de l'autre classe, et nombre d'exemples de l'une que le réseau prend pour "
      "l'autre. Les paires qui se touchent et sont confondues sont celles que le réseau ne "
      "distingue pas ; celles qui se touchent sans être confondues sont distinguées par des "
      "directions que la carte ne montre pas."};
  figure.width = 1000;
  const std::size_t shown = std::min(pairs.size(), pairs_drawn);
  if (shown > 0) {
    std::vector<Text> labels;
    arma::vec crossing(shown);
    arma::vec confusions(shown);
    for (std::size_t k = 0; k < shown; ++k) {
      labels.emplace_back(fmt::format("{} / {}", names[pairs[k].a], names[pairs[k].b]));
      crossing(k) = 100 * pairs[k].crossing;
      confusions(k) = static_cast<double>(pairs[k].confusions);
    }
    figure.panels.push_back(
        {{},
         bars_of(labels, crossing, {"neighbours of the other (%)", "voisins de l'autre (%)"},
                 lucarne::Colour::primary),
         1});
    figure.panels.push_back({{},
                             bars_of(labels, confusions, {"items confused", "exemples confondus"},
                                     lucarne::Colour::wrong),
                             1});
    figure.height = 620;
  }
  read_contacts(pairs, sample, names, figure);
}

}  // namespace embedding
