// SPDX-License-Identifier: MIT
#include "output/files.hpp"
#include "output/run_record.hpp"
#include "output/two_threads.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

// Ordered: two manifests of the same run read line by line beside one another.
using Json = nlohmann::ordered_json;

Json json_of(const std::vector<FileRecord>& files) {
  Json list = Json::array();
  for (const FileRecord& file : files) {
    Json json{{"path", file.path}, {"bytes", file.bytes}, {"sha256", file.sha256}};
    if (!file.role.empty()) json["role"] = file.role;
    list.push_back(std::move(json));
  }
  return list;
}

Json json_of(const CrashRecord& crash) {
  return {{"ending", crash.ending},
          {"phase", crash.phase},
          {"backtrace", crash.backtrace},
          {"last_lines", crash.last_lines}};
}

Json json_of(const StageRecord& stage) {
  Json json;
  json["id"] = stage.id;
  json["plugin"] = stage.plugin;
  json["plugin_version"] = stage.plugin_version;
  json["complete"] = stage.complete;
  json["cached"] = stage.cached;
  if (!stage.error.empty()) json["error"] = stage.error;
  json["isolated"] = stage.isolated;
  if (stage.crash) json["crash"] = json_of(*stage.crash);
  json["warnings"] = stage.warnings;
  json["drawing_problems"] = stage.drawing_problems;
  json["parameters"] = Json::object();
  for (const auto& [name, value] : stage.parameters) json["parameters"][name] = value;
  json["compute_seconds"] = stage.compute_seconds;
  json["drawing_seconds"] = stage.drawing_seconds;
  return json;
}

// JSON has no word for these three.
Json json_number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return value;
}

Json json_of(const GateRecord& gate) {
  Json json{{"gate", gate.text}, {"passed", gate.passed}};
  if (gate.found) json["found"] = json_number(*gate.found);
  if (gate.wanted) {
    json["relation"] = gate.relation;
    json["wanted"] = json_number(*gate.wanted);
    if (gate.relation == "within") json["tolerance"] = json_number(gate.tolerance);
  }
  if (gate.baseline) json["baseline"] = json_number(*gate.baseline);
  if (!gate.reason.empty()) json["reason"] = gate.reason;
  return json;
}

Json json_of_model(const RunRecord& run) {
  Json model;
  model["file"] = run.model_file;
  model["layers"] = run.model_layers;
  if (!run.training_record.empty()) {
    const Json record = Json::parse(run.training_record, nullptr, false);
    model["training"] = record.is_discarded() ? Json(run.training_record) : record;
  }
  return model;
}

}  // namespace

std::string manifest_json(const RunRecord& run) {
  Json json;
  json["format"] = 1;
  json["name"] = run.name;
  json["complete"] = run.complete;
  json["started"] = run.started;
  json["seconds"] = run.seconds;
  json["peak_memory_bytes"] = run.peak_memory_bytes;
  json["seed"] = run.seed;
  json["language"] = run.language == Language::french ? "fr" : "en";
  json["environment"] = run.environment;
  json["model"] = json_of_model(run);
  json["splits"] = Json::object();
  for (const auto& [split, items] : run.splits) json["splits"][split] = items;
  json["stages"] = Json::array();
  for (const StageRecord& stage : run.stages) json["stages"].push_back(json_of(stage));
  json["gates"] = Json::array();
  for (const GateRecord& gate : run.gates) json["gates"].push_back(json_of(gate));
  json["inputs"] = json_of(run.inputs);
  json["plugins"] = json_of(run.plugins);
  json["outputs"] = json_of(run.outputs);
  json["pipeline"] = run.pipeline_yaml;
  // Names and errors come from anywhere: what is not UTF-8 is replaced, not refused.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::vector<FileRecord> files_under(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::vector<FileRecord> files;
  try {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      files.push_back(
          {entry.path().lexically_relative(folder).generic_string(), entry.file_size(), ""});
    }
  } catch (const fs::filesystem_error& error) {
    throw OutputError("cannot list the files in '" + folder.string() +
                      "': " + error.code().message());
  }
  std::sort(files.begin(), files.end(),
            [](const FileRecord& a, const FileRecord& b) { return a.path < b.path; });
  on_two_threads(files.size(), [&](std::size_t k) {
    files[k].sha256 = sha256_of_file(folder / fs::path(files[k].path));
  });
  return files;
}

}  // namespace lucarne
