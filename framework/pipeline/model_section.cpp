// SPDX-License-Identifier: MIT
#include "pipeline/binding.hpp"
#include "pipeline/paths.hpp"
#include "pipeline/scalars.hpp"
#include "pipeline/sections.hpp"
#include "pipeline/settings.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

void check_file(const ModelSpec& model, bool can_train, Diagnostics& diagnostics) {
  const std::string extension = model.file.extension().string();
  if (extension != ".onnx" && extension != ".npz") {
    diagnostics.error(model.position, fmt::format("'file': wanted a network in a file *.onnx or "
                                                  "*.npz, found {}",
                                                  quoted(model.file.filename().string())));
    return;
  }
  const auto wrong = missing_file(model.file);
  if (!wrong) return;
  std::error_code failed;
  if (std::filesystem::is_directory(model.file, failed)) {
    diagnostics.error(model.position, "'file': wanted a network, " + *wrong);
  } else if (!can_train) {
    const char* const mend = wrong->ends_with('?') ? " Or add" : "; add";
    diagnostics.error(
        model.position,
        fmt::format("'file': wanted a network, {}{} 'train:' to train one", *wrong, mend));
  } else if (extension != ".onnx") {
    diagnostics.error(model.position,
                      "'file': networks trained here are saved as ONNX; name it *.onnx");
  }
}

}  // namespace

ModelSpec parse_model(const YamlNode& node, const std::filesystem::path& folder,
                      Diagnostics& diagnostics) {
  ModelSpec model;
  model.position = node.position;
  if (!require_mapping(node, "model", "{file: network.onnx}", diagnostics)) return model;
  const Owner owner{"'model'", "key"};
  const std::vector<std::string> keys = {"file", "train"};
  Parameters none;
  bind_keys(node, none, keys, owner, diagnostics);
  const YamlNode* train = node.find("train");
  if (train != nullptr && require_mapping(*train, "train", "{epochs: 10}", diagnostics)) {
    model.training.emplace();
    TrainingSettings settings(*model.training);
    Parameters parameters;
    settings.declare(parameters);
    bind_keys(*train, parameters, {}, {"'model.train'", "key"}, diagnostics);
    settings.apply(*model.training);
  }
  const YamlNode* file = require_key(node, "file", owner, diagnostics);
  if (file == nullptr) return model;
  model.position = file->position;
  if (const auto path = parse_path(*file, "file", folder, diagnostics)) {
    model.file = *path;
    check_file(model, train != nullptr, diagnostics);
  }
  return model;
}

}  // namespace lucarne
