// SPDX-License-Identifier: MIT
#include "pipeline/named_files.hpp"
#include "pipeline/paths.hpp"
#include "pipeline/settings.hpp"
#include "pipeline/yaml_values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

// A value that means "not given": left out, since writing it would say something else.
bool is_absent(const Parameter& parameter, const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return parameter.kind == Kind::items && text != nullptr && text->empty();
}

class Writer {
 public:
  explicit Writer(const std::filesystem::path& folder) : folder_(folder) {}

  void line(int level, const std::string& text) {
    text_ += std::string(static_cast<std::size_t>(2 * level), ' ') + text + "\n";
  }
  void values(int level, const Parameters& parameters,
              const std::vector<std::string>& left_out = {}) {
    for (const Parameter& parameter : parameters.all()) {
      const Value value = parameters.get(parameter.name);
      const bool skipped = std::ranges::find(left_out, parameter.name) != left_out.end();
      if (skipped || is_absent(parameter, value)) continue;
      const auto* file = names_a_file(parameter) ? std::get_if<std::string>(&value) : nullptr;
      const bool is_path = file != nullptr && std::filesystem::path(*file).is_absolute();
      line(level, fmt::format("{}: {}", yaml_text(parameter.name),
                              is_path ? name_of(*file) : yaml_value(parameter, value)));
    }
  }
  std::string name_of(const std::filesystem::path& file) const {
    return yaml_text(relative_name(file, folder_));
  }
  void split(const std::string& name, const std::optional<SplitFiles>& files, DataFormat format) {
    if (!files) return;
    const std::vector<std::string>& keys = split_keys(format);
    line(1, name + ":");
    if (files->inputs.empty()) {
      line(2, fmt::format("{}: {}", keys[0], name_of(files->items)));
    } else {
      line(2, "inputs:");
    }
    for (const NamedItems& one : files->inputs) {
      line(3, fmt::format("{}: {}", yaml_text(one.input), name_of(one.file)));
    }
    if (keys.size() == 2 && !files->labels.empty()) {
      line(2, fmt::format("{}: {}", keys[1], name_of(files->labels)));
    }
  }
  std::string text() && { return std::move(text_); }

 private:
  std::filesystem::path folder_;
  std::string text_;
};

void write_normalisation(const NormalisationSpec& spec, Writer& writer) {
  if (spec.mean.empty() && spec.std.empty()) return;
  NormalisationSettings settings(spec);
  Parameters parameters;
  settings.declare(parameters);
  std::vector<std::string> left_out;
  if (spec.mean.empty()) left_out.emplace_back("mean");
  if (spec.std.empty()) left_out.emplace_back("std");
  writer.line(1, "normalize:");
  writer.values(2, parameters, left_out);
}

void write_data(const DatasetSpec& spec, Writer& writer) {
  DataSettings settings(spec);
  Parameters parameters;
  settings.declare(parameters);
  // Empty means the file's own; the keys of other formats would be refused.
  std::vector<std::string> left_out;
  if (spec.item_shape.empty()) left_out.emplace_back("shape");
  if (spec.class_names.empty()) left_out.emplace_back("classes");
  if (spec.pictures.resize.empty()) left_out.emplace_back("resize");
  if (spec.pictures.crop.empty()) left_out.emplace_back("crop");
  for (const Parameter& parameter : parameters.all()) {
    const auto only = format_of_key(parameter.name);
    if (only && *only != spec.format) left_out.push_back(parameter.name);
  }
  writer.line(0, "data:");
  writer.values(1, parameters, left_out);
  write_normalisation(spec.normalisation, writer);
  writer.split("train", spec.train, spec.format);
  writer.split("test", spec.test, spec.format);
}

void write_model(const ModelSpec& model, Writer& writer) {
  writer.line(0, "model:");
  writer.line(1, "file: " + writer.name_of(model.file));
  if (!model.training) return;
  TrainingSettings settings(*model.training);
  Parameters parameters;
  settings.declare(parameters);
  writer.line(1, "train:");
  writer.values(2, parameters);
}

void write_isolation(const StageSpec& stage, Writer& writer) {
  if (!stage.isolate) return;
  writer.line(2, fmt::format("isolate: {}", *stage.isolate));
  if (!*stage.isolate) return;
  LimitSettings settings(stage.limits.value_or(StageLimits{}));
  Parameters parameters;
  settings.declare(parameters);
  writer.line(2, "limits:");
  writer.values(
      3, parameters,
      settings.memory.empty() ? std::vector<std::string>{"memory"} : std::vector<std::string>{});
}

}  // namespace

std::string resolved_yaml(const Pipeline& pipeline,
                          const std::vector<const Parameters*>& parameters,
                          const std::filesystem::path& folder) {
  if (parameters.size() != pipeline.stages.size()) {
    throw Error(fmt::format("wanted the parameters of {} stages, found those of {}",
                            pipeline.stages.size(), parameters.size()));
  }
  Writer writer(folder);
  PipelineSettings settings(pipeline);
  Parameters of_pipeline;
  settings.declare(of_pipeline);
  writer.line(0, "lucarne: 1");
  writer.values(0, of_pipeline);
  write_data(pipeline.data, writer);
  write_model(pipeline.model, writer);
  writer.line(0, "stages:");
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    writer.line(1, "- plugin: " + yaml_text(pipeline.stages[i].plugin));
    writer.line(2, "id: " + yaml_text(pipeline.stages[i].id));
    write_isolation(pipeline.stages[i], writer);
    if (parameters[i]->all().empty()) continue;
    writer.line(2, "with:");
    writer.values(3, *parameters[i]);
  }
  if (!pipeline.gates.empty()) writer.line(0, "expect:");
  for (const Gate& gate : pipeline.gates) writer.line(1, "- " + yaml_text(gate.text));
  return std::move(writer).text();
}

}  // namespace lucarne
