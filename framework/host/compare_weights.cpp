// SPDX-License-Identifier: MIT
#include "host/compare_parts.hpp"

#include <lucarne/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

struct Distance {
  double norm_a = 0;
  double norm_b = 0;
  double norm = 0;  // of the difference
  double cosine = arma::datum::nan;
  double largest = 0;
};

// requires: the same shape
Distance distance_of(const arma::fmat& a, const arma::fmat& b) {
  double aa = 0, bb = 0, ab = 0, dd = 0;
  Distance distance;
  for (arma::uword i = 0; i < a.n_elem; ++i) {
    const double x = a(i), y = b(i);
    aa += x * x;
    bb += y * y;
    ab += x * y;
    dd += (y - x) * (y - x);
    distance.largest = std::max(distance.largest, std::abs(y - x));
  }
  distance.norm_a = std::sqrt(aa);
  distance.norm_b = std::sqrt(bb);
  distance.norm = std::sqrt(dd);
  if (aa > 0 && bb > 0) distance.cosine = std::clamp(ab / std::sqrt(aa) / std::sqrt(bb), -1.0, 1.0);
  return distance;
}

std::string shape_of(const arma::fmat& weights) {
  return fmt::format("{}×{}", weights.n_rows, weights.n_cols);
}

const Layer* weighted_layer(const Network& network, const std::string& name) {
  for (const Layer& layer : network.layers()) {
    if (layer.weighted && layer.name == name) return &layer;
  }
  return nullptr;
}

std::vector<Column> weight_columns() {
  return {{"layer", {"layer", "couche"}, "", 0},
          {"shape.a", {"shape in A", "dimensions dans A"}, "", 0},
          {"shape.b", {"shape in B", "dimensions dans B"}, "", 0},
          {"norm.a", {"norm in A", "norme dans A"}, "", 3},
          {"norm.b", {"norm in B", "norme dans B"}, "", 3},
          {"difference", {"norm of B − A", "norme de B − A"}, "", 4},
          {"relative", {"relative to A", "relative à A"}, "%", 2},
          {"cosine", {"cosine similarity", "similarité cosinus"}, "", 4},
          {"largest", {"largest change", "plus grand changement"}, "", 4}};
}

std::vector<Cell> weight_row(const std::string& name, const Network& a, const Network& b) {
  const Layer* in_a = weighted_layer(a, name);
  const Layer* in_b = weighted_layer(b, name);
  std::vector<Cell> row;
  row.emplace_back(name);
  row.emplace_back(in_a == nullptr ? Cell{} : Cell{shape_of(a.weights(name))});
  row.emplace_back(in_b == nullptr ? Cell{} : Cell{shape_of(b.weights(name))});
  const auto norm_of = [&name](const Network& network) {
    return Cell{arma::norm(arma::conv_to<arma::mat>::from(network.weights(name)), "fro")};
  };
  const bool comparable = in_a != nullptr && in_b != nullptr &&
                          arma::size(a.weights(name)) == arma::size(b.weights(name));
  if (!comparable) {
    row.emplace_back(in_a == nullptr ? Cell{} : norm_of(a));
    row.emplace_back(in_b == nullptr ? Cell{} : norm_of(b));
    row.resize(weight_columns().size());
    return row;
  }
  const Distance distance = distance_of(a.weights(name), b.weights(name));
  row.emplace_back(distance.norm_a);
  row.emplace_back(distance.norm_b);
  row.emplace_back(distance.norm);
  row.emplace_back(distance.norm_a > 0 ? Cell{100 * distance.norm / distance.norm_a} : Cell{});
  row.emplace_back(distance.cosine);
  row.emplace_back(distance.largest);
  return row;
}

std::vector<std::string> weighted_layers(const Network& a, const Network& b) {
  std::vector<std::string> names;
  for (const Network* network : {&a, &b}) {
    for (const Layer& layer : network->layers()) {
      if (layer.weighted && std::ranges::find(names, layer.name) == names.end()) {
        names.push_back(layer.name);
      }
    }
  }
  return names;
}

void read_weights(const Table& table, Results& results) {
  constexpr std::size_t difference = 5;
  bool comparable = false, changed = false;
  for (const auto& row : table.rows) {
    const auto* norm = std::get_if<double>(&row[difference]);
    comparable = comparable || norm != nullptr;
    changed = changed || (norm != nullptr && *norm > 0);
  }
  if (!comparable) {
    results.reading(
        Level::note,
        {"no layer has the same name and shape in both networks: two architectures, "
         "whose weights cannot be subtracted",
         "aucune couche n'a le même nom et les mêmes dimensions dans les deux réseaux : "
         "deux architectures, dont les poids ne se soustraient pas"});
  } else if (!changed) {
    results.reading(Level::good, {"the weights of these layers are the same",
                                  "les poids de ces couches sont les mêmes"});
  }
}

}  // namespace

Text networks_missing(const ComparedRuns& runs) {
  Text missing;
  if (runs.inputs_a.network() == nullptr) {
    missing = filled({"the network of A is not at hand: {}", "le réseau de A manque : {}"},
                     {runs.inputs_a.network_missing()});
  } else if (runs.inputs_b.network() == nullptr) {
    missing = filled({"the network of B is not at hand: {}", "le réseau de B manque : {}"},
                     {runs.inputs_b.network_missing()});
  }
  return missing;
}

ComparedSection compare_weights(const ComparedRuns& runs) {
  ComparedSection section;
  section.name = "weights";
  section.title = {"Distance between weights", "Distance entre les poids"};
  section.about = {
      "How far the weights of each layer lie apart. Networks that were trained apart from the same "
      "data have unlike weights even where they compute alike: units have no fixed order.",
      "La distance entre les poids de chaque couche. Deux réseaux entraînés séparément sur les "
      "mêmes données ont des poids différents même s'ils calculent de même : les unités n'ont pas "
      "d'ordre."};
  section.missing = networks_missing(runs);
  if (!section.missing.empty()) return section;
  const Network& a = *runs.inputs_a.network();
  const Network& b = *runs.inputs_b.network();
  const std::vector<std::string> names = weighted_layers(a, b);
  Table& table = section.results.table("layers", {"Layers with weights", "Couches avec des poids"},
                                       weight_columns());
  for (const std::string& name : names) table.add(weight_row(name, a, b));
  read_weights(table, section.results);
  return section;
}

}  // namespace lucarne
