// SPDX-License-Identifier: MIT
#include "host/locked_state.hpp"

#include "host/environment.hpp"
#include "host/run_record_of.hpp"
#include "output/files.hpp"
#include "output/input_record.hpp"
#include "pipeline/named_files.hpp"
#include "pipeline/paths.hpp"

#include <lucarne/suggest.hpp>

#include <dlfcn.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace lucarne {
namespace {

namespace fs = std::filesystem;

std::string value_text(const YamlNode& node) {
  if (node.kind == YamlNode::Kind::scalar) return node.text;
  std::vector<std::string> items;
  for (const YamlNode& item : node.items) items.push_back(value_text(item));
  return fmt::format("[{}]", fmt::join(items, ", "));
}

bool holds_mappings(const YamlNode& node) {
  return std::ranges::any_of(
      node.items, [](const YamlNode& item) { return item.kind == YamlNode::Kind::mapping; });
}

void flatten(const YamlNode& node, const std::string& path, LockedTexts& texts) {
  if (node.kind == YamlNode::Kind::mapping) {
    for (const auto& [key, value] : node.entries) {
      flatten(value, path.empty() ? key.text : path + "." + key.text, texts);
    }
  } else if (node.kind == YamlNode::Kind::sequence && holds_mappings(node)) {
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const YamlNode* id = node.items[i].find("id");
      flatten(node.items[i], path + "." + (id == nullptr ? std::to_string(i) : id->text), texts);
    }
  } else {
    texts.emplace_back(path, value_text(node));
  }
}

void add_file(const fs::path& file, const fs::path& folder, LockedTexts& texts) {
  if (file.empty() || !can_be_recorded(file)) return;
  const std::string name = relative_name(file, folder);
  for (const auto& [known, digest] : texts) {
    if (known == name) return;
  }
  texts.emplace_back(name, input_record(file).sha256);
}

// The file that a function's code came from.
fs::path library_of(const void* code) {
  Dl_info found{};
  if (dladdr(code, &found) == 0 || found.dli_fname == nullptr) return {};
  return found.dli_fname;
}

std::vector<std::string> numbered(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back(std::to_string(i));
  return names;
}

}  // namespace

LockedTexts environment_now() {
  LockedTexts texts;
  for (const auto& [name, value] : numeric_environment()) {
    if (name != "processor" && name != "gnuplot") texts.emplace_back(name, value);
  }
  return texts;
}

LockedTexts program_now() {
  std::string (*const in_library)(std::span<const std::string>, std::size_t) = &join;
  const fs::path library = library_of(reinterpret_cast<const void*>(in_library));
  return {{"lucarne", sha256_of_file("/proc/self/exe")},
          {library.filename().string(), sha256_of_file(library)}};
}

LockedTexts plugin_digests(const Pipeline& pipeline, const std::vector<PluginFile>& available) {
  std::set<std::string> names;
  for (const StageSpec& stage : pipeline.stages) names.insert(stage.plugin);
  LockedTexts texts;
  for (const std::string& name : names) {
    const auto file = std::ranges::find(available, name, &PluginFile::name);
    if (file != available.end()) texts.emplace_back(name, sha256_of_file(file->file));
  }
  return texts;
}

LockedTexts network_now(const Pipeline& pipeline) {
  LockedTexts texts;
  add_file(pipeline.model.file, folder_of(pipeline.file), texts);
  return texts;
}

LockedTexts data_now(const Pipeline& pipeline) {
  LockedTexts texts;
  const fs::path folder = folder_of(pipeline.file);
  for (const std::optional<SplitFiles>& split : {pipeline.data.train, pipeline.data.test}) {
    if (!split) continue;
    for (const fs::path& file : split->all()) add_file(file, folder, texts);
  }
  return texts;
}

LockedTexts configuration_now(Job& job) {
  Pipeline pipeline = job.pipeline();
  // Names that a job gives to classes without any, once it knows the network.
  std::vector<std::string>& classes = pipeline.data.class_names;
  if (classes == numbered(classes.size())) classes.clear();
  std::vector<const Parameters*> parameters;
  for (const StageSpec& spec : job.pipeline().stages) {
    for (const auto& stage : job.plan().stages) {
      if (stage->spec == &spec) parameters.push_back(&stage->parameters);
    }
  }
  Diagnostics diagnostics;
  LockedTexts texts;
  flatten(parse_yaml(resolved_yaml(pipeline, parameters, folder_of(pipeline.file)), diagnostics),
          "", texts);
  std::erase_if(texts, [](const auto& entry) { return entry.first == "seed"; });
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    for (const auto& [name, file] : named_files(*parameters[i])) {
      texts.emplace_back(fmt::format("digest of stages.{}.with.{}", pipeline.stages[i].id, name),
                         sha256_of_file(file));
    }
  }
  return texts;
}

Lock make_lock(Job& job) {
  const Pipeline& pipeline = job.pipeline();
  Lock lock;
  lock.pipeline = pipeline.file.filename().string();
  lock.seed = pipeline.seed;
  lock.environment = environment_now();
  lock.program = program_now();
  for (const auto& [name, plugin] : job.plugins()) {
    lock.plugins.push_back({name, plugin.version, sha256_of_file(plugin.file)});
  }
  lock.network = network_now(pipeline);
  lock.data = data_now(pipeline);
  lock.configuration = configuration_now(job);
  return lock;
}

}  // namespace lucarne
