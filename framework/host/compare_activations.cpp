// SPDX-License-Identifier: MIT
#include "host/compare_parts.hpp"
#include "host/linear_cka.hpp"

#include <lucarne/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

// All features of both networks together: the products take 8 bytes times its square.
constexpr arma::uword most_features = 8192;
constexpr arma::uword block_items = 512;
constexpr arma::uword most_items = 20'000;

struct NamedLayer {
  std::string name;
  arma::uword width = 0;
};

// The hidden layers and the logits.
std::vector<NamedLayer> layers_of(const Network& network) {
  std::vector<NamedLayer> layers;
  for (const Layer& layer : network.hidden_layers()) {
    layers.push_back({layer.name, n_elements(layer.shape)});
  }
  layers.push_back({network.logits(), network.n_classes()});
  return layers;
}

arma::uword width_of(const std::vector<NamedLayer>& layers) {
  arma::uword width = 0;
  for (const NamedLayer& layer : layers) width += layer.width;
  return width;
}

std::vector<arma::uword> widths_of(const std::vector<NamedLayer>& layers) {
  std::vector<arma::uword> widths;
  for (const NamedLayer& layer : layers) widths.push_back(layer.width);
  return widths;
}

// One network over its own data, scaled as its own run did.
class Side {
 public:
  Side(const Network& network, const LoadedDataset& data, std::string split,
       const std::vector<NamedLayer>& layers)
      : pass_(network.start_pass()), data_(data), split_(std::move(split)), layers_(layers) {}

  std::vector<const arma::fmat*> activations(arma::uword first, arma::uword count) {
    data_.read(split_, first, count, inputs_);
    pass_->forward(inputs_);
    std::vector<const arma::fmat*> tensors;
    for (const NamedLayer& layer : layers_) tensors.push_back(&pass_->tensor(layer.name));
    return tensors;
  }

 private:
  std::unique_ptr<Pass> pass_;
  const LoadedDataset& data_;
  std::string split_;
  const std::vector<NamedLayer>& layers_;
  arma::fmat inputs_;
};

void tabulate_cka(const arma::mat& cka, const std::vector<NamedLayer>& layers_a,
                  const std::vector<NamedLayer>& layers_b, Results& results) {
  std::vector<Column> columns = {{"layer", {"layer of A", "couche de A"}, "", 0}};
  for (const NamedLayer& layer : layers_b) {
    columns.push_back({layer.name, filled({"B: {}", "B : {}"}, {layer.name}), "", 4});
  }
  Table& table = results.table("cka", {"Linear CKA", "CKA linéaire"}, std::move(columns));
  for (arma::uword i = 0; i < cka.n_rows; ++i) {
    std::vector<Cell> row;
    row.emplace_back(layers_a[i].name);
    for (arma::uword k = 0; k < cka.n_cols; ++k) row.emplace_back(cka(i, k));
    table.add(std::move(row));
  }
}

void draw_cka(const arma::mat& cka, const std::vector<NamedLayer>& layers_a,
              const std::vector<NamedLayer>& layers_b, Results& results) {
  constexpr arma::uword most_drawn = 40;
  if (cka.n_rows > most_drawn || cka.n_cols > most_drawn) return;
  Figure& figure = results.figure("cka", {"How alike the layers of the two networks are",
                                          "Ressemblance des couches des deux réseaux"});
  figure.caption = {
      "Linear CKA of every layer of A with every layer of B: 1 where the activations are the same "
      "up to a rotation and a scale, 0 where they have nothing in common.",
      "CKA linéaire de chaque couche de A avec chaque couche de B : 1 si les activations sont les "
      "mêmes à une rotation et une échelle près, 0 si elles n'ont rien en commun."};
  HeatMap map;
  map.values = cka;
  map.min = 0;
  map.max = 1;
  map.write_values = true;
  map.decimals = 2;
  map.square = false;
  map.x.label = {"layer of B", "couche de B"};
  map.y.label = {"layer of A", "couche de A"};
  for (const NamedLayer& layer : layers_b) map.x.categories.emplace_back(layer.name);
  for (const NamedLayer& layer : layers_a) map.y.categories.emplace_back(layer.name);
  map.scale_label = {"linear CKA", "CKA linéaire"};
  figure.width = std::clamp<arma::uword>(380 + 90 * cka.n_cols, 620, 1200);
  figure.height = std::clamp<arma::uword>(220 + 60 * cka.n_rows, 380, 1200);
  figure.panels.push_back({{}, std::move(map)});
}

// The first split of both runs that holds the same items, test before the others.
std::string common_split(const ComparedRuns& runs) {
  for (const char* split : {"test", "validation", "train"}) {
    const auto holds = [split](const StoredRun& run) {
      return std::ranges::find(run.record.splits, split, [](const auto& one) {
               return one.first;
             }) != run.record.splits.end();
    };
    const std::string items = runs.inputs_a.items_of(split);
    if (holds(runs.a) && holds(runs.b) && !items.empty() &&
        items == runs.inputs_b.items_of(split)) {
      return split;
    }
  }
  return {};
}

Text data_missing(const ComparedRuns& runs, const std::string& split) {
  if (split.empty()) {
    return {"no split holds the same items in both runs",
            "aucune partie ne contient les mêmes éléments dans les deux exécutions"};
  }
  for (StoredInputs* inputs : {&runs.inputs_a, &runs.inputs_b}) {
    if (inputs->data_with(split) != nullptr) continue;
    return filled({"the data of {} are not at hand: {}", "les données de {} manquent : {}"},
                  {inputs == &runs.inputs_a ? "A" : "B", inputs->data_missing()});
  }
  return {};
}

void measure(const ComparedRuns& runs, const std::string& split, ComparedSection& section) {
  const Network& a = *runs.inputs_a.network();
  const Network& b = *runs.inputs_b.network();
  const std::vector<NamedLayer> layers_a = layers_of(a), layers_b = layers_of(b);
  if (width_of(layers_a) + width_of(layers_b) > most_features) {
    section.missing =
        filled({"the layers of the two networks have {} features, more than the {} "
                "that are compared",
                "les couches des deux réseaux ont {} variables, plus que les {} "
                "comparées"},
               {count(width_of(layers_a) + width_of(layers_b)), count(most_features)});
    return;
  }
  const LoadedDataset& data_a = *runs.inputs_a.data_with(split);
  const LoadedDataset& data_b = *runs.inputs_b.data_with(split);
  const arma::uword n_items = std::min({data_a.n_items(split), data_b.n_items(split), most_items});
  Side side_a(a, data_a, split, layers_a), side_b(b, data_b, split, layers_b);
  LinearCka sum(widths_of(layers_a), widths_of(layers_b));
  for (arma::uword first = 0; first < n_items; first += block_items) {
    const arma::uword size = std::min(block_items, n_items - first);
    const auto of_a = side_a.activations(first, size);
    sum.add(of_a, side_b.activations(first, size));
  }
  const arma::mat cka = sum.value();
  Results& results = section.results;
  results.scalar("items", static_cast<double>(n_items), "", {"items", "éléments"}, 0);
  results.scalar("logits", cka(cka.n_rows - 1, cka.n_cols - 1), "",
                 {"CKA of the logits", "CKA des logits"}, 4);
  tabulate_cka(cka, layers_a, layers_b, results);
  draw_cka(cka, layers_a, layers_b, results);
}

}  // namespace

ComparedSection compare_activations(const ComparedRuns& runs) {
  ComparedSection section;
  section.name = "activations";
  section.title = {"Similarity of activations", "Ressemblance des activations"};
  section.missing = networks_missing(runs);
  if (!section.missing.empty()) return section;
  const std::string split = common_split(runs);
  section.missing = data_missing(runs, split);
  if (!section.missing.empty()) return section;
  section.about = filled(
      {"Linear centred kernel alignment (Kornblith et al. 2019) between the layers of the two "
       "networks on the split '{}'. Unlike the weights it does not mind the order of the units.",
       "Alignement linéaire des noyaux centrés (Kornblith et al. 2019) entre les couches des deux "
       "réseaux sur la partie « {} ». Contrairement aux poids, il ignore l'ordre des unités."},
      {split});
  try {
    measure(runs, split, section);
  } catch (const std::exception& failure) {  // data that do not fit the network, say
    section.missing = Text(failure.what());
  }
  return section;
}

}  // namespace lucarne
