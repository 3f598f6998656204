// SPDX-License-Identifier: MIT
#include "host/run_record_of.hpp"

#include "host/environment.hpp"
#include "output/drawing_pool.hpp"
#include "output/files.hpp"
#include "pipeline/named_files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace lucarne {
namespace {

FileRecord record_of(const std::filesystem::path& file) {
  return {file.string(), std::filesystem::file_size(file), sha256_of_file(file)};
}

std::string text_of(const Value& value) {
  return std::visit(
      [](const auto& held) -> std::string {
        using T = std::remove_cvref_t<decltype(held)>;
        if constexpr (std::is_same_v<T, std::string>) {
          return held;
        } else if constexpr (requires { held.size(); }) {
          return fmt::format("{}", fmt::join(held, ", "));
        } else {
          return fmt::format("{}", held);
        }
      },
      value);
}

std::vector<std::string> layer_lines(const Model& model) {
  std::vector<std::string> lines;
  for (const Layer& layer : model.layers()) {
    lines.push_back(fmt::format("{}  {}  {}", layer.name, layer.op, to_string(layer.shape)));
  }
  return lines;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> values_as_text(const Parameters& parameters) {
  std::vector<std::pair<std::string, std::string>> values;
  for (const Parameter& parameter : parameters.all()) {
    values.emplace_back(parameter.name, text_of(parameters.get(parameter.name)));
  }
  return values;
}

RunRecord run_record_of(Job& job, const std::filesystem::path& folder) {
  const Pipeline& pipeline = job.pipeline();
  RunRecord run;
  run.name = pipeline.name;
  run.language = pipeline.language;
  run.seed = pipeline.seed;
  run.environment = numeric_environment();
  run.environment["gnuplot"] = job.drawing().version();
  std::vector<const Parameters*> parameters;
  for (const StageSpec& spec : pipeline.stages) {
    for (const auto& stage : job.plan().stages) {
      if (stage->spec == &spec) parameters.push_back(&stage->parameters);
    }
  }
  run.pipeline_yaml = resolved_yaml(pipeline, parameters, folder);
  const auto add = [&run, &job](const std::filesystem::path& file, const char* role) {
    run.inputs.push_back(job.digests().of(file));
    run.inputs.back().role = role;
  };
  add(pipeline.file, "pipeline");
  add(pipeline.model.file, "network");
  for (const std::filesystem::path& file : job.dataset().files()) add(file, "data");
  for (const Parameters* of_stage : parameters) {
    for (const auto& [parameter, file] : named_files(*of_stage)) add(file, "parameter");
  }
  if (job.baseline() != nullptr) add(job.baseline()->folder / "run.json", "baseline");
  for (const auto& [name, plugin] : job.plugins()) {
    run.plugins.push_back(job.digests().of(plugin.file));
  }
  run.model_file = pipeline.model.file.string();
  run.model_layers = layer_lines(job.network());
  const auto record = job.network().metadata().find("lucarne.training");
  if (record != job.network().metadata().end()) run.training_record = record->second;
  for (const std::string& split : job.dataset().splits()) {
    run.splits.emplace_back(split, job.dataset().n_items(split));
  }
  return run;
}

std::vector<FileRecord> with_file(std::vector<FileRecord> files,
                                  const std::filesystem::path& folder, const std::string& name) {
  FileRecord added = record_of(folder / name);
  added.path = name;
  files.insert(std::ranges::lower_bound(files, name, {}, &FileRecord::path), std::move(added));
  return files;
}

}  // namespace lucarne
