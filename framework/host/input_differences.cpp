// SPDX-License-Identifier: MIT
#include "host/compare_parts.hpp"
#include "pipeline/yaml_tree.hpp"

#include <fmt/format.h>

#include <map>

namespace lucarne {
namespace {

// Values by path, in the order in which they were first met in either run.
class Values {
 public:
  enum class Run { a, b };
  void put(const std::string& what, Run run, const std::string& value) {
    auto [entry, is_new] = places_.try_emplace(what, differences_.size());
    if (is_new) differences_.push_back({what, {}, {}});
    InputDifference& both = differences_[entry->second];
    (run == Run::a ? both.a : both.b) = value;
  }
  std::vector<InputDifference> differing() const {
    std::vector<InputDifference> differing;
    for (const InputDifference& one : differences_) {
      if (one.a != one.b) differing.push_back(one);
    }
    return differing;
  }

 private:
  std::map<std::string, std::size_t> places_;
  std::vector<InputDifference> differences_;
};

// "net.onnx (sha256 1a2b3c4d5e6f)": enough to see that two files are not the same.
std::string told(const FileRecord& file) {
  return fmt::format("{} (sha256 {})", std::filesystem::path(file.path).filename().string(),
                     file.sha256.substr(0, 12));
}

void put_files(const RunRecord& record, Values::Run run, Values& values) {
  std::map<std::string, int> numbers;
  for (const FileRecord& input : record.inputs) {
    // The pipeline is compared value by value, and a baseline changes no number of the run.
    if (input.role != "network" && input.role != "data") continue;
    const int number = numbers[input.role]++;
    values.put(input.role == "data" ? fmt::format("data file {}", number + 1) : input.role, run,
               input.role == "data" || number == 0 ? told(input) : "");
  }
  for (const FileRecord& plugin : record.plugins) {
    const std::string name = std::filesystem::path(plugin.path).stem().string();
    values.put("plugin " + name, run, told(plugin));
  }
}

std::string name_of(const YamlNode& item, std::size_t number) {
  for (const char* key : {"id", "plugin"}) {
    const YamlNode* found = item.find(key);
    if (found != nullptr && found->kind == YamlNode::Kind::scalar) return found->text;
  }
  return std::to_string(number);
}

std::string as_text(const YamlNode& node) {
  if (node.kind == YamlNode::Kind::scalar) return node.text;
  std::string text = "[";
  for (const YamlNode& item : node.items) text += (text.size() > 1 ? ", " : "") + as_text(item);
  return text + "]";
}

bool is_numbered(const YamlNode& list) {
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    if (list.items[i].text != std::to_string(i)) return false;
  }
  return true;
}

void put_tree(const YamlNode& node, const std::string& path, Values::Run run, Values& values) {
  // Files are compared by their digests; their names depend on where the run lies.
  const bool is_file = path == "model.file" || path.starts_with("data.train.") ||
                       path.starts_with("data.test.") || path == "name";
  if (is_file) return;
  if (node.kind == YamlNode::Kind::mapping) {
    for (const auto& [key, value] : node.entries) {
      const bool is_step = key.text == "with" && path.starts_with("stages.");
      const std::string below = is_step ? path : path.empty() ? key.text : path + "." + key.text;
      put_tree(value, below, run, values);
    }
  } else if (path == "stages") {
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      put_tree(node.items[i], "stages." + name_of(node.items[i], i), run, values);
    }
  } else if (path != "data.classes" || !is_numbered(node)) {  // the names of classes without names
    values.put(path, run, as_text(node));
  }
}

void put_pipeline(const RunRecord& record, Values::Run run, Values& values) {
  Diagnostics ignored;
  try {
    put_tree(parse_yaml(record.pipeline_yaml, ignored), "", run, values);
  } catch (const PipelineError&) {
    values.put("pipeline", run, "not readable");
  }
}

}  // namespace

std::vector<InputDifference> input_differences(const StoredRun& a, const StoredRun& b) {
  Values values;
  put_files(a.record, Values::Run::a, values);
  put_files(b.record, Values::Run::b, values);
  put_pipeline(a.record, Values::Run::a, values);
  put_pipeline(b.record, Values::Run::b, values);
  for (const auto& [name, value] : a.record.environment) {
    values.put("environment." + name, Values::Run::a, value);
  }
  for (const auto& [name, value] : b.record.environment) {
    values.put("environment." + name, Values::Run::b, value);
  }
  return values.differing();
}

}  // namespace lucarne
