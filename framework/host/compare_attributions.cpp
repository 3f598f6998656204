// SPDX-License-Identifier: MIT
#include "host/compare_parts.hpp"

#include <lucarne/wording.hpp>

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

// Maps of one stage in both runs: `count` maps of `size` values each.
struct Maps {
  std::vector<double> a, b;
  std::size_t count = 0;
  std::size_t size = 0;

  double agreement(std::size_t map) const {
    return correlation(a.data() + map * size, b.data() + map * size, size);
  }
};

std::optional<Maps> read_maps(const StageResults& a, const StageResults& b, const char* array) {
  const ArrayFile* of_a = a.array(array);
  const ArrayFile* of_b = b.array(array);
  if (of_a == nullptr || of_b == nullptr || of_a->shape != of_b->shape || of_a->shape.size() < 2) {
    return std::nullopt;
  }
  auto numbers_a = numbers_in(a, array);
  auto numbers_b = numbers_in(b, array);
  const std::size_t count = of_a->shape[0];
  if (!numbers_a || !numbers_b || count == 0) return std::nullopt;
  Maps maps{std::move(*numbers_a), std::move(*numbers_b), count, 0};
  maps.size = maps.a.size() / count;
  if (maps.size == 0 || maps.a.size() != maps.b.size()) return std::nullopt;
  return maps;
}

// The first column of a table of classes names them; without it they have numbers.
std::vector<std::string> class_names(const StageResults& stage, std::size_t count) {
  std::vector<std::string> names;
  const Table* classes = stage.table("classes");
  for (std::size_t i = 0; i < count; ++i) {
    const Cell* cell = classes != nullptr && i < classes->rows.size() && !classes->columns.empty()
                           ? &classes->rows[i][0]
                           : nullptr;
    const auto* text = cell == nullptr ? nullptr : std::get_if<std::string>(cell);
    names.push_back(text != nullptr ? *text : std::to_string(i));
  }
  return names;
}

void compare_classes(const StageResults& a, const StageResults& b, Results& results) {
  const auto maps = read_maps(a, b, "class_saliency");
  if (!maps) return;
  const std::vector<std::string> names = class_names(a, maps->count);
  Table& table = results.table("classes",
                               {"Correlation of the mean attribution of each class",
                                "Corrélation de l'attribution moyenne de chaque classe"},
                               {{"class", {"class", "classe"}, "", 0},
                                {"correlation", {"correlation", "corrélation"}, "", 4}});
  double sum = 0, least = 2;
  std::size_t counted = 0, worst = 0;
  for (std::size_t i = 0; i < maps->count; ++i) {
    const double value = maps->agreement(i);
    std::vector<Cell> row;
    row.emplace_back(names[i]);
    row.emplace_back(value);
    table.add(std::move(row));
    if (std::isnan(value)) continue;
    sum += value;
    ++counted;
    if (value < least) {
      least = value;
      worst = i;
    }
  }
  if (counted == 0) return;
  const double mean = sum / static_cast<double>(counted);
  results.scalar("classes.mean", mean, "", {"mean over the classes", "moyenne des classes"}, 4);
  results.scalar("classes.least", least, "", {"least of the classes", "plus faible des classes"},
                 4);
  if (least > 0.9999) {
    results.reading(Level::good, {"both networks' decisions depend on the same pixels",
                                  "les décisions des deux réseaux dépendent des mêmes pixels"});
    return;
  }
  results.reading(Level::note,
                  filled({"the networks agree least on what matters for class {}: correlation {}",
                          "les réseaux s'accordent le moins sur ce qui compte pour la classe {} : "
                          "corrélation {}"},
                         {names[worst], number(least, 3)}));
}

// Only samples that both runs explained.
void compare_samples(const StageResults& a, const StageResults& b, Results& results) {
  const auto items_a = numbers_in(a, "samples");
  const auto items_b = numbers_in(b, "samples");
  const auto maps_a = numbers_in(a, "attributions");
  const auto maps_b = numbers_in(b, "attributions");
  if (!items_a || !items_b || !maps_a || !maps_b || items_a->empty() || items_b->empty()) return;
  const std::size_t size = maps_a->size() / items_a->size();
  if (size == 0 || maps_b->size() != size * items_b->size()) return;
  const auto targets_a = numbers_in(a, "targets");
  const auto targets_b = numbers_in(b, "targets");
  const bool targeted = targets_a && targets_b && targets_a->size() == items_a->size() &&
                        targets_b->size() == items_b->size();
  Table table;
  double sum = 0;
  std::size_t counted = 0;
  for (std::size_t i = 0; i < items_a->size(); ++i) {
    const auto found = std::ranges::find(*items_b, (*items_a)[i]);
    if (found == items_b->end()) continue;
    const auto k = static_cast<std::size_t>(found - items_b->begin());
    const double value = correlation(maps_a->data() + i * size, maps_b->data() + k * size, size);
    std::vector<Cell> row;
    row.emplace_back(static_cast<std::int64_t>((*items_a)[i]));
    if (targeted) {
      row.emplace_back(static_cast<std::int64_t>((*targets_a)[i]));
      row.emplace_back(static_cast<std::int64_t>((*targets_b)[k]));
    }
    row.emplace_back(value);
    table.add(std::move(row));
    if (std::isnan(value)) continue;
    sum += value;
    ++counted;
  }
  if (table.rows.empty()) return;
  std::vector<Column> columns = {{"item", {"item", "élément"}, "", 0}};
  if (targeted) {
    columns.push_back({"target.a", {"class explained in A", "classe expliquée dans A"}, "", 0});
    columns.push_back({"target.b", {"class explained in B", "classe expliquée dans B"}, "", 0});
  }
  columns.push_back({"correlation", {"correlation", "corrélation"}, "", 4});
  results
      .table("samples",
             {"Correlation of the attributions of each sample that both runs explain",
              "Corrélation des attributions de chaque exemple expliqué par les deux exécutions"},
             std::move(columns))
      .rows = std::move(table.rows);
  if (counted == 0) return;
  results.scalar("samples.mean", sum / static_cast<double>(counted), "",
                 {"mean over the samples", "moyenne des exemples"}, 4);
}

bool holds_attributions(const StageResults& stage) {
  return stage.array("class_saliency") != nullptr || stage.array("attributions") != nullptr;
}

ComparedSection attributions_of_stage(const ComparedRuns& runs, const std::string& id,
                                      bool only_one) {
  ComparedSection section;
  section.name = only_one ? "attributions" : "attributions." + id;
  section.title =
      only_one ? Text("Agreement of attributions", "Accord des attributions")
               : filled({"Agreement of attributions ({})", "Accord des attributions ({})"}, {id});
  section.about = {
      "Pearson's correlation between what the two networks' decisions depend on, pixel by pixel: 1 "
      "means the same pattern, 0 none in common.",
      "Corrélation de Pearson entre ce dont dépendent les décisions des deux réseaux, pixel par "
      "pixel : 1 signifie le même motif, 0 aucun point commun."};
  const std::string split = parameter_of(runs.a, id, "split");
  const std::string items = runs.inputs_a.items_of(split);
  if (split != parameter_of(runs.b, id, "split") || items.empty() ||
      items != runs.inputs_b.items_of(split)) {
    section.missing = {"the two runs explained items of different splits or files",
                       "les deux exécutions ont expliqué des éléments de parties ou de fichiers "
                       "différents"};
    return section;
  }
  compare_classes(*runs.a.stage(id), *runs.b.stage(id), section.results);
  compare_samples(*runs.a.stage(id), *runs.b.stage(id), section.results);
  if (section.results.tables().empty()) {
    section.missing = {"the arrays of the two runs are damaged, or of different shapes",
                       "les tableaux des deux exécutions sont endommagés ou de dimensions "
                       "différentes"};
  }
  return section;
}

}  // namespace

std::vector<ComparedSection> compare_attributions(const ComparedRuns& runs) {
  std::vector<std::string> ids;
  for (const std::string& id : common_stages(runs.a, runs.b)) {
    if (holds_attributions(*runs.a.stage(id)) && holds_attributions(*runs.b.stage(id))) {
      ids.push_back(id);
    }
  }
  std::vector<ComparedSection> sections;
  for (const std::string& id : ids)
    sections.push_back(attributions_of_stage(runs, id, ids.size() == 1));
  if (!ids.empty()) return sections;
  ComparedSection section;
  section.name = "attributions";
  section.title = {"Agreement of attributions", "Accord des attributions"};
  section.missing = {"no stage of both runs has attributions, as the plugin saliency leaves them",
                     "aucune étape commune n'a d'attributions, que laisse le greffon saliency"};
  sections.push_back(std::move(section));
  return sections;
}

}  // namespace lucarne
