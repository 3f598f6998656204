// SPDX-License-Identifier: MIT
#include "output/comparison.hpp"
#include "output/results_json.hpp"

#include <cmath>

namespace lucarne {
namespace {

using Json = nlohmann::ordered_json;

Json number_or_word(const std::optional<double>& value) {
  if (!value) return nullptr;
  if (std::isnan(*value)) return "NaN";
  if (std::isinf(*value)) return *value > 0 ? "Infinity" : "-Infinity";
  return *value;
}

Json json_of_run(const std::filesystem::path& folder, const RunRecord& run) {
  return {{"folder", folder.string()},
          {"name", run.name},
          {"started", run.started},
          {"complete", run.complete}};
}

Json json_of_scalars(const std::vector<ScalarPair>& scalars) {
  Json json = Json::object();
  for (const ScalarPair& scalar : scalars) {
    Json one{{"a", number_or_word(scalar.a)}, {"b", number_or_word(scalar.b)}};
    if (scalar.a && scalar.b) one["difference"] = number_or_word(*scalar.b - *scalar.a);
    one["unit"] = scalar.unit;
    json[scalar.name] = std::move(one);
  }
  return json;
}

Json json_of_stage(const StagePair& stage, Language language) {
  Json json;
  json["plugin"] = stage.plugin;
  if (!stage.note.empty()) json["note"] = stage.note.in(language);
  json["scalars"] = json_of_scalars(stage.scalars);
  // The tables are written as in a stage's results.json.
  Results tables;
  for (const Table& table : stage.tables) {
    tables.table(table.name, table.title, table.columns).rows = table.rows;
  }
  json["tables"] = results_json(tables, language)["tables"];
  json["figures"] = Json::object();
  for (const FigurePair& figure : stage.figures) {
    json["figures"][figure.name] = {{"a", figure.in_a}, {"b", figure.in_b}, {"same", figure.same}};
  }
  return json;
}

}  // namespace

std::string comparison_json(const Comparison& comparison) {
  const Language language = comparison.a.language;
  Json json;
  json["format"] = 1;
  json["a"] = json_of_run(comparison.folder_a, comparison.a);
  json["b"] = json_of_run(comparison.folder_b, comparison.b);
  json["differences"] = Json::array();
  for (const InputDifference& one : comparison.differences) {
    json["differences"].push_back({{"what", one.what}, {"a", one.a}, {"b", one.b}});
  }
  json["stages"] = Json::object();
  for (const StagePair& stage : comparison.stages) {
    json["stages"][stage.id] = json_of_stage(stage, language);
  }
  json["sections"] = Json::object();
  for (const ComparedSection& section : comparison.sections) {
    json["sections"][section.name] = section.missing.empty()
                                         ? results_json(section.results, language)
                                         : Json{{"missing", section.missing.in(language)}};
  }
  return json_text(json);
}

}  // namespace lucarne
