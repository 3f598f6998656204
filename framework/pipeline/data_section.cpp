// SPDX-License-Identifier: MIT
#include "pipeline/binding.hpp"
#include "pipeline/paths.hpp"
#include "pipeline/scalars.hpp"
#include "pipeline/sections.hpp"
#include "pipeline/settings.hpp"

#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace lucarne {
namespace {

std::filesystem::path file_at(const YamlNode& node, const std::string& key,
                              const std::filesystem::path& folder, Diagnostics& diagnostics) {
  auto file = parse_path(node, key, folder, diagnostics);
  if (!file) return {};
  const bool is_folder = key == "folder";
  if (is_folder && !file->has_filename()) file = file->parent_path();
  if (const auto wrong = is_folder ? missing_folder(*file) : missing_file(*file)) {
    diagnostics.error(node.position,
                      fmt::format("'{}': wanted {}, {}", key,
                                  is_folder ? "a folder of pictures" : "a data file", *wrong));
  }
  return *file;
}

std::filesystem::path parse_file(const YamlNode& mapping, const std::string& key,
                                 const Owner& owner, const std::filesystem::path& folder,
                                 Diagnostics& diagnostics) {
  const YamlNode* node = require_key(mapping, key, owner, diagnostics);
  return node == nullptr ? std::filesystem::path{} : file_at(*node, key, folder, diagnostics);
}

// A file for each input of the network; whether it has these inputs is seen when it is opened.
std::vector<NamedItems> parse_inputs(const YamlNode& split, const YamlNode& node,
                                     const std::filesystem::path& folder,
                                     Diagnostics& diagnostics) {
  std::vector<NamedItems> inputs;
  if (const YamlNode* images = split.find("images")) {
    diagnostics.error(images->position,
                      "'images' and 'inputs' both say what the items are; leave one out");
  }
  if (!require_mapping(node, "inputs", "{NAME: FILE, ...}", diagnostics)) return inputs;
  if (node.entries.empty()) {
    diagnostics.error(node.position, "'inputs': wanted a file for each input, found none");
  }
  for (const auto& [name, value] : node.entries) {
    inputs.push_back({name.text, file_at(value, name.text, folder, diagnostics)});
  }
  return inputs;
}

std::optional<SplitFiles> parse_split(const YamlNode& data, const std::string& name,
                                      DataFormat format, const std::filesystem::path& folder,
                                      Diagnostics& diagnostics) {
  const YamlNode* node = data.find(name);
  if (node == nullptr) return std::nullopt;
  const std::vector<std::string>& keys = split_keys(format);
  const char* const example = format == DataFormat::images ? "{folder: ...}"
                              : keys.size() == 1           ? "{file: ...}"
                                                           : "{images: ..., labels: ...}";
  if (!require_mapping(*node, name, example, diagnostics)) return SplitFiles{};
  const std::string& format_name = format_names()[static_cast<std::size_t>(format)];
  const Owner owner{fmt::format("'{}' (format {})", name, format_name), "key"};
  Parameters none;
  bind_keys(*node, none, allowed_split_keys(format), owner, diagnostics);
  SplitFiles files;
  const YamlNode* inputs = takes_inputs(format) ? node->find("inputs") : nullptr;
  if (inputs != nullptr) {
    files.inputs = parse_inputs(*node, *inputs, folder, diagnostics);
  } else {
    files.items = parse_file(*node, keys[0], owner, folder, diagnostics);
  }
  const std::size_t n_required = required_split_keys(format).size();
  if (keys.size() == 2 && (n_required == 2 || node->find(keys[1]) != nullptr)) {
    files.labels = parse_file(*node, keys[1], owner, folder, diagnostics);
  }
  if (format == DataFormat::npz) files.labels = files.items;
  return files;
}

void check_shape(const YamlNode& data, const DatasetSpec& spec, Diagnostics& diagnostics) {
  constexpr double largest = 1e9;  // elements of one item: 4 GB as floats
  const YamlNode* node = data.find("shape");
  if (node == nullptr) return;
  double elements = 1;
  for (const arma::uword size : spec.item_shape) elements *= static_cast<double>(size);
  if (elements > largest) {
    diagnostics.error(node->position, "'shape': wanted at most 1e9 elements in one item");
  }
}

void check_classes(const YamlNode& data, const DatasetSpec& spec, Diagnostics& diagnostics) {
  const YamlNode* node = data.find("classes");
  if (node == nullptr || spec.class_names.empty()) return;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < spec.class_names.size(); ++i) {
    if (seen.insert(spec.class_names[i]).second) continue;
    const YamlNode& item = node->kind == YamlNode::Kind::sequence ? node->items[i] : *node;
    diagnostics.error(item.position,
                      fmt::format("'classes': {} is given twice", quoted(spec.class_names[i])));
  }
}

void check_sizes(const YamlNode& data, const DatasetSpec& spec, Diagnostics& diagnostics) {
  const auto& [resize, crop, channels, order, upright] = spec.pictures;
  if (resize.size() > 2) {
    diagnostics.error(data.find("resize")->position,
                      fmt::format("'resize': wanted [height, width], or one number for the shorter "
                                  "side, found {} numbers",
                                  resize.size()));
  }
  if (!crop.empty() && crop.size() != 2) {
    diagnostics.error(data.find("crop")->position,
                      fmt::format("'crop': wanted [height, width], found {} number{}", crop.size(),
                                  crop.size() == 1 ? "" : "s"));
  }
  const YamlNode* shape = data.find("shape");
  if (spec.format == DataFormat::images && shape != nullptr) {
    diagnostics.error(shape->position,
                      "'shape' of pictures follows from resize, crop and order; leave it out");
  }
}

void parse_normalisation(const YamlNode& data, DatasetSpec& spec, Diagnostics& diagnostics) {
  const YamlNode* node = data.find("normalize");
  if (node == nullptr) return;
  if (!require_mapping(*node, "normalize", "{mean: [0.5], std: [0.5]}", diagnostics)) return;
  NormalisationSettings settings(spec.normalisation);
  Parameters parameters;
  settings.declare(parameters);
  bind_keys(*node, parameters, {}, {"'normalize'", "key"}, diagnostics);
  settings.apply(spec.normalisation);
  const std::size_t means = settings.mean.size();
  const std::size_t stds = settings.std.size();
  if (means > 1 && stds > 1 && means != stds) {
    diagnostics.error(node->position, fmt::format("'normalize': wanted as many means as standard "
                                                  "deviations, found {} and {}",
                                                  means, stds));
  }
}

// Splits that feed several inputs name the same ones, and their files hold what the network takes:
// no scale could be right for all of them.
void check_inputs(const YamlNode& data, const DatasetSpec& spec, Diagnostics& diagnostics) {
  const auto names = [](const std::optional<SplitFiles>& files) {
    std::set<std::string> all;
    for (const NamedItems& one : files->inputs) all.insert(one.input);
    return all;
  };
  if (spec.train && spec.test && names(spec.train) != names(spec.test)) {
    diagnostics.error(data.find("test")->position,
                      "'test': wanted the inputs that 'train' has, found others");
  }
  if (!(spec.train && !spec.train->inputs.empty()) && !(spec.test && !spec.test->inputs.empty())) {
    return;
  }
  for (const char* key : {"scale", "shape", "normalize"}) {
    const YamlNode* node = data.find(key);
    if (node == nullptr || (std::string_view(key) == "scale" && spec.scale == 1)) continue;
    diagnostics.error(node->position,
                      fmt::format("'{}' is for items of one input; write the values as the network "
                                  "takes them into the files of 'inputs'",
                                  key));
  }
}

// A key that the chosen format ignores is a misunderstanding, not a detail.
void check_format_keys(const YamlNode& data, const DatasetSpec& spec, Diagnostics& diagnostics) {
  for (const auto& [key, value] : data.entries) {
    const auto only = format_of_key(key.text);
    if (!only || *only == spec.format) continue;
    const auto& names = format_names();
    diagnostics.error(key.position,
                      fmt::format("'{}' is for format {}, found format {}; leave it out", key.text,
                                  names[static_cast<std::size_t>(*only)],
                                  names[static_cast<std::size_t>(spec.format)]));
  }
}

}  // namespace

DatasetSpec parse_data(const YamlNode& node, const std::filesystem::path& folder,
                       Diagnostics& diagnostics) {
  DatasetSpec spec;
  if (!require_mapping(node, "data", "{format: idx, train: ..., test: ...}", diagnostics)) {
    return spec;
  }
  const Owner owner{"'data'", "key"};
  const std::vector<std::string> others = {"train", "test", "normalize"};
  DataSettings settings(spec);
  Parameters parameters;
  settings.declare(parameters);
  // The splits' keys depend on the format: none can be read before it is known.
  settings.format.clear();
  bind_keys(node, parameters, others, owner, diagnostics);
  require_key(node, "format", owner, diagnostics);
  settings.apply(spec);
  if (node.find("train") == nullptr && node.find("test") == nullptr) {
    diagnostics.error(node.position, "'data' lacks the keys 'train' and 'test'; give one or both");
  }
  const YamlNode* validation = node.find("validation");
  if (spec.validation > 0 && node.find("train") == nullptr) {
    diagnostics.error(validation->position,
                      "'validation' takes items from the end of train, found no 'train'");
  }
  check_shape(node, spec, diagnostics);
  check_classes(node, spec, diagnostics);
  check_sizes(node, spec, diagnostics);
  parse_normalisation(node, spec, diagnostics);
  if (settings.format.empty()) return spec;
  check_format_keys(node, spec, diagnostics);
  spec.train = parse_split(node, "train", spec.format, folder, diagnostics);
  spec.test = parse_split(node, "test", spec.format, folder, diagnostics);
  check_inputs(node, spec, diagnostics);
  return spec;
}

}  // namespace lucarne
