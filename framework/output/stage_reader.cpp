// SPDX-License-Identifier: MIT
#include "output/json_file.hpp"
#include "output/run_reader.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

constexpr std::uint64_t most_results_bytes = std::uint64_t{512} << 20U;

// Names of results become names of files: those that Results gives, and no others.
std::string result_name(const std::string& name) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
  const bool plain = !name.empty() && name.size() <= 200 && name.front() != '.' &&
                     name.find_first_not_of(letters) == std::string::npos;
  if (!plain) throw Error(fmt::format("no result can be called '{}'", name));
  return name;
}

Cell cell_of(const nlohmann::ordered_json& json) {
  if (json.is_null()) return {};
  if (json.is_number_integer()) {
    const bool fits = !json.is_number_unsigned() || json.get<std::uint64_t>() <= INT64_MAX;
    if (fits) return json.get<std::int64_t>();
  }
  double number = 0;
  if (reads_as_number(json, number)) return number;
  if (json.is_string()) return json.get<std::string>();
  throw Error(fmt::format("a table's cell holds {}", json.type_name()));
}

Table table_of(const std::string& name, const nlohmann::ordered_json& json) {
  Table table;
  table.name = result_name(name);
  table.title = text_in(json, "title");
  for (const auto& column : list_in(json, "columns")) {
    table.columns.push_back(
        {text_in(column, "name"), text_in(column, "label"), text_in(column, "unit")});
  }
  for (const auto& row : list_in(json, "rows")) {
    if (!row.is_array() || row.size() != table.columns.size()) {
      throw Error(fmt::format("table '{}': a row has not {} cells", name, table.columns.size()));
    }
    std::vector<Cell> cells;
    for (const auto& cell : row) cells.push_back(cell_of(cell));
    table.add(std::move(cells));
  }
  return table;
}

ArrayFile array_of(const std::string& name, const nlohmann::ordered_json& json,
                   const std::filesystem::path& folder, const std::string& stage_id) {
  ArrayFile array{result_name(name), text_in(json, "meaning"), text_in(json, "type"), {}, {}};
  for (const auto& size : list_in(json, "shape")) {
    if (!size.is_number_unsigned()) throw Error(fmt::format("array '{}': no shape", name));
    array.shape.push_back(size.get<arma::uword>());
  }
  if (text_in(json, "file") != name + ".npy") {
    throw Error(fmt::format("array '{}': wanted its file '{}.npy'", name, name));
  }
  array.file = file_of_run(folder, stage_id + "/" + name + ".npy");
  return array;
}

std::vector<Reading> readings_of(const nlohmann::ordered_json& list) {
  std::vector<Reading> readings;
  for (const auto& json : list) {
    const std::string level = text_in(json, "level");
    readings.push_back({level == "good"      ? Level::good
                        : level == "warning" ? Level::warning
                                             : Level::note,
                        text_in(json, "text")});
  }
  return readings;
}

StageResults results_of(const nlohmann::ordered_json& json, const std::filesystem::path& folder,
                        const std::string& stage_id) {
  StageResults results;
  for (const auto& [name, value] : object_in(json, "scalars").items()) {
    results.scalars.push_back(
        {result_name(name), number_in(value, "value"), text_in(value, "unit"), name});
  }
  for (const auto& [name, value] : object_in(json, "tables").items()) {
    results.tables.push_back(table_of(name, value));
  }
  for (const auto& [name, value] : object_in(json, "arrays").items()) {
    results.arrays.push_back(array_of(name, value, folder, stage_id));
  }
  for (const auto& [name, value] : object_in(json, "figures").items()) {
    Figure figure;
    figure.name = result_name(name);
    figure.title = text_in(value, "title");
    figure.caption = text_in(value, "caption");
    figure.readings = readings_of(list_in(value, "readings"));
    results.figures.push_back(std::move(figure));
  }
  results.readings = readings_of(list_in(json, "readings"));
  return results;
}

template <class Named>
const Named* named(const std::vector<Named>& all, std::string_view name) {
  const auto found = std::ranges::find(all, name, &Named::name);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

const Scalar* StageResults::scalar(std::string_view name) const { return named(scalars, name); }
const Table* StageResults::table(std::string_view name) const { return named(tables, name); }
const ArrayFile* StageResults::array(std::string_view name) const { return named(arrays, name); }
const Figure* StageResults::figure(std::string_view name) const { return named(figures, name); }

StageResults read_stage_results(const std::filesystem::path& folder, const std::string& stage_id) {
  const std::filesystem::path file = file_of_run(folder, stage_id + "/results.json");
  const auto json = read_json_file(file, most_results_bytes);
  try {
    return results_of(json, folder, stage_id);
  } catch (const Error& error) {
    throw Error(fmt::format("'{}' holds no results of a stage: {}", file.string(), error.what()));
  }
}

}  // namespace lucarne
