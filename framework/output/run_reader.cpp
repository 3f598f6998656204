// SPDX-License-Identifier: MIT
#include "output/run_reader.hpp"

#include "output/json_file.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t most_manifest_bytes = std::uint64_t{64} << 20U;

bool is_plain_name(std::string_view name) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  return !name.empty() && name.size() <= 100 &&
         name.find_first_not_of(letters) == std::string_view::npos;
}

std::vector<std::string> texts_of(const nlohmann::ordered_json& list) {
  std::vector<std::string> texts;
  for (const auto& text : list) {
    if (!text.is_string()) throw Error("wanted a list of texts");
    texts.push_back(text.get<std::string>());
  }
  return texts;
}

std::vector<FileRecord> files_of(const nlohmann::ordered_json& list) {
  std::vector<FileRecord> files;
  for (const auto& file : list) {
    files.push_back({text_in(file, "path"), count_in(file, "bytes"), text_in(file, "sha256"),
                     file.contains("role") ? text_in(file, "role") : ""});
  }
  return files;
}

StageRecord stage_of(const nlohmann::ordered_json& json) {
  StageRecord stage;
  stage.id = text_in(json, "id");
  // The id becomes the name of a folder.
  if (!is_plain_name(stage.id)) throw Error(fmt::format("no stage can be called '{}'", stage.id));
  stage.plugin = text_in(json, "plugin");
  stage.plugin_version = text_in(json, "plugin_version");
  stage.complete = flag_in(json, "complete");
  stage.cached = json.contains("cached") && flag_in(json, "cached");
  if (json.contains("error")) stage.error = text_in(json, "error");
  stage.warnings = texts_of(list_in(json, "warnings"));
  stage.drawing_problems = texts_of(list_in(json, "drawing_problems"));
  for (const auto& [name, value] : object_in(json, "parameters").items()) {
    if (!value.is_string()) throw Error(fmt::format("parameter '{}': wanted a text", name));
    stage.parameters.emplace_back(name, value.get<std::string>());
  }
  stage.compute_seconds = number_in(json, "compute_seconds");
  stage.drawing_seconds = number_in(json, "drawing_seconds");
  return stage;
}

std::optional<double> number_if_any(const nlohmann::ordered_json& json, const char* key) {
  if (!json.contains(key)) return std::nullopt;
  return number_in(json, key);
}

GateRecord gate_of(const nlohmann::ordered_json& json) {
  GateRecord gate;
  gate.text = text_in(json, "gate");
  gate.passed = flag_in(json, "passed");
  gate.found = number_if_any(json, "found");
  gate.wanted = number_if_any(json, "wanted");
  if (gate.wanted) gate.relation = text_in(json, "relation");
  gate.tolerance = number_if_any(json, "tolerance").value_or(0);
  gate.baseline = number_if_any(json, "baseline");
  if (json.contains("reason")) gate.reason = text_in(json, "reason");
  return gate;
}

void read_model(const nlohmann::ordered_json& model, RunRecord& run) {
  run.model_file = text_in(model, "file");
  run.model_layers = texts_of(list_in(model, "layers"));
  if (!model.contains("training")) return;
  const auto& training = model["training"];
  run.training_record = training.is_string() ? training.get<std::string>() : training.dump();
}

RunRecord record_of(const nlohmann::ordered_json& json) {
  const std::uint64_t format = count_in(json, "format");
  if (format != 1) {
    throw Error(
        fmt::format("wanted format 1, found {}; it was written by another version", format));
  }
  RunRecord run;
  run.name = text_in(json, "name");
  run.complete = flag_in(json, "complete");
  run.started = text_in(json, "started");
  run.seconds = number_in(json, "seconds");
  run.peak_memory_bytes = count_in(json, "peak_memory_bytes");
  run.seed = count_in(json, "seed");
  run.language = text_in(json, "language") == "fr" ? Language::french : Language::english;
  for (const auto& [name, value] : object_in(json, "environment").items()) {
    if (!value.is_string()) throw Error(fmt::format("environment '{}': wanted a text", name));
    run.environment[name] = value.get<std::string>();
  }
  read_model(object_in(json, "model"), run);
  const auto& splits = object_in(json, "splits");
  for (const auto& [name, value] : splits.items()) {
    run.splits.emplace_back(name, count_in(splits, name.c_str()));
  }
  for (const auto& stage : list_in(json, "stages")) run.stages.push_back(stage_of(stage));
  if (json.contains("gates")) {  // runs of earlier versions have none
    for (const auto& gate : list_in(json, "gates")) run.gates.push_back(gate_of(gate));
  }
  run.inputs = files_of(list_in(json, "inputs"));
  run.plugins = files_of(list_in(json, "plugins"));
  run.outputs = files_of(list_in(json, "outputs"));
  run.pipeline_yaml = text_in(json, "pipeline");
  return run;
}

}  // namespace

const StageResults* StoredRun::stage(const std::string& id) const {
  const auto found = stages.find(id);
  return found == stages.end() ? nullptr : &found->second;
}

const StageRecord* StoredRun::stage_record(const std::string& id) const {
  const auto found = std::ranges::find(record.stages, id, &StageRecord::id);
  return found == record.stages.end() ? nullptr : &*found;
}

RunRecord read_manifest(const fs::path& folder) {
  std::error_code failed;
  if (!fs::is_directory(folder, failed)) {
    throw Error(fmt::format("wanted the folder of a run, found {} '{}'",
                            fs::exists(folder, failed) ? "a file" : "nothing at", folder.string()));
  }
  const fs::path file = folder / "run.json";
  if (!fs::exists(file, failed)) {
    throw Error(fmt::format("'{}' holds no run.json: it is no run, or one that was never finished",
                            folder.string()));
  }
  const auto json = read_json_file(file, most_manifest_bytes);
  try {
    return record_of(json);
  } catch (const Error& error) {
    throw Error(fmt::format("'{}' is no manifest of a run: {}", file.string(), error.what()));
  }
}

StoredRun read_run(const fs::path& folder) {
  StoredRun run;
  run.folder = folder;
  run.record = read_manifest(folder);
  for (const StageRecord& stage : run.record.stages) {
    if (stage.complete) run.stages.emplace(stage.id, read_stage_results(folder, stage.id));
  }
  return run;
}

fs::path file_of_run(const fs::path& folder, const std::string& path) {
  fs::path file = folder;
  for (const fs::path& step : fs::path(path)) {
    file /= step;
    std::error_code failed;
    const bool leads_out =
        step.empty() || step == "." || step == ".." || step.is_absolute() || fs::is_symlink(file);
    if (leads_out) {
      throw Error(fmt::format("'{}' leads out of the run '{}'", path, folder.string()));
    }
  }
  if (path.empty()) throw Error(fmt::format("a file of the run '{}' has no name", folder.string()));
  return file;
}

}  // namespace lucarne
