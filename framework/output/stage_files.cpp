// SPDX-License-Identifier: MIT
#include "output/stage_files.hpp"

#include "data/npy.hpp"
#include "output/files.hpp"
#include "output/results_json.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace lucarne {
namespace {

// Ordered: results.json lists everything in the order in which the plugin gave it.
using Json = nlohmann::ordered_json;

struct ElementName {
  const char* numpy;
  const char* plain;
};

ElementName names_of(ElementType type) {
  switch (type) {
    case ElementType::float32: return {"<f4", "float32"};
    case ElementType::float64: return {"<f8", "float64"};
    case ElementType::int64: return {"<i8", "int64"};
  }
  return {"", ""};
}

// JSON has no word for these three.
Json json_of(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return value;
}

Json json_of(const Cell& cell) {
  if (const auto* number = std::get_if<double>(&cell)) return json_of(*number);
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return *whole;
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  return nullptr;
}

Json json_of(const std::vector<Reading>& readings, Language language) {
  Json list = Json::array();
  for (const Reading& reading : readings) {
    const char* level = reading.level == Level::good   ? "good"
                        : reading.level == Level::note ? "note"
                                                       : "warning";
    list.push_back(Json{{"level", level}, {"text", reading.text.in(language)}});
  }
  return list;
}

Json json_of(const Table& table, Language language) {
  Json columns = Json::array();
  for (const Column& column : table.columns) {
    columns.push_back(
        Json{{"name", column.name}, {"unit", column.unit}, {"label", column.label.in(language)}});
  }
  Json rows = Json::array();
  for (const std::vector<Cell>& cells : table.rows) {
    Json row = Json::array();
    for (const Cell& cell : cells) row.push_back(json_of(cell));
    rows.push_back(std::move(row));
  }
  Json json;
  json["title"] = table.title.in(language);
  json["columns"] = std::move(columns);
  json["rows"] = std::move(rows);
  return json;
}

Json json_of(const Figure& figure, Language language) {
  Json json;
  json["title"] = figure.title.in(language);
  json["caption"] = figure.caption.in(language);
  json["files"] = {figure.name + ".png", figure.name + ".svg", figure.name + ".gp"};
  json["readings"] = json_of(figure.readings, language);
  return json;
}

}  // namespace

nlohmann::ordered_json results_json(const Results& results, Language language) {
  Json json;
  json["scalars"] = Json::object();
  for (const Scalar& scalar : results.scalars()) {
    json["scalars"][scalar.name] = {{"value", json_of(scalar.value)}, {"unit", scalar.unit}};
  }
  json["tables"] = Json::object();
  for (const Table& table : results.tables()) json["tables"][table.name] = json_of(table, language);
  json["arrays"] = Json::object();
  for (const Array& array : results.arrays()) {
    json["arrays"][array.name] = {{"file", array.name + ".npy"},
                                  {"type", names_of(array.type).plain},
                                  {"shape", array.shape},
                                  {"meaning", array.meaning}};
  }
  json["products"] = Json::object();
  for (const auto& [name, items] : results.products()) json["products"][name] = items.n_elem;
  json["figures"] = Json::object();
  for (const Figure& figure : results.figures()) {
    json["figures"][figure.name] = json_of(figure, language);
  }
  json["readings"] = json_of(results.readings(), language);
  return json;
}

namespace {

std::string text_of(const Json& json) {
  // Texts come from anywhere: what is not UTF-8 is replaced, not refused.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Like dump(2), but what holds only plain values (a scalar, a column, a row of a table) stays on
// one line, so that two runs compare line by line.
void append(const Json& json, const std::string& indent, std::string& out) {
  bool nested = false;
  for (const Json& part : json) nested = nested || part.is_structured();
  if (!json.is_structured() || json.empty() || !nested) {
    // dump() without indent leaves no blank after ':' and ','; a line of values needs none.
    out += text_of(json);
    return;
  }
  const std::string deeper = indent + "  ";
  out += json.is_object() ? "{\n" : "[\n";
  bool first = true;
  for (const auto& [key, part] : json.items()) {
    if (!first) out += ",\n";
    first = false;
    out += deeper;
    if (json.is_object()) out += text_of(Json(key)) + ": ";
    append(part, deeper, out);
  }
  out += "\n" + indent + (json.is_object() ? "}" : "]");
}

}  // namespace

std::string json_text(const nlohmann::ordered_json& json) {
  std::string text;
  append(json, "", text);
  return text + "\n";
}

void write_stage(const Results& results, const std::filesystem::path& folder, Language language) {
  for (const Array& array : results.arrays()) {
    write_unflushed_file(
        folder / (array.name + ".npy"),
        npy_file(names_of(array.type).numpy, array.shape, array.bytes.data(), array.bytes.size()));
  }
  write_unflushed_file(folder / "results.json", json_text(results_json(results, language)));
}

}  // namespace lucarne
