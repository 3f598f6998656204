// SPDX-License-Identifier: MIT
#pragma once

#include "pipeline/pipeline.hpp"
#include "support/temporary_folder.hpp"

#include <string>

/// A folder with data files and a network (empty ones: this room only looks whether they exist) and
/// one pipeline file "p.yaml".
class PipelineFile {
 public:
  explicit PipelineFile(const std::string& yaml) : path_(folder_.file("p.yaml", yaml)) {
    for (const char* name : {"x.gz", "y.gz", "all.npz", "all.csv", "net.onnx"}) {
      folder_.file(name, "");
    }
  }

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path folder() const { return folder_.path(); }

  /// The pipeline, with "--set" assignments. throws: PipelineError
  lucarne::Pipeline parse(const std::vector<std::string>& assignments = {}) const {
    lucarne::Diagnostics diagnostics("p.yaml");
    lucarne::YamlNode root = lucarne::read_yaml(path_, diagnostics);
    for (const std::string& one : assignments) lucarne::override_value(root, one, diagnostics);
    lucarne::Pipeline pipeline = lucarne::parse_pipeline(root, path_, diagnostics);
    diagnostics.throw_if_any();
    return pipeline;
  }

  /// Everything wrong with it, the folder's name replaced by "DIR"; "" where nothing is.
  std::string complaints(const std::vector<std::string>& assignments = {}) const {
    try {
      parse(assignments);
      return "";
    } catch (const lucarne::PipelineError& error) {
      std::string text = error.what();
      for (std::size_t at; (at = text.find(folder().string())) != std::string::npos;) {
        text.replace(at, folder().string().size(), "DIR");
      }
      return text;
    }
  }

 private:
  TemporaryFolder folder_;
  std::filesystem::path path_;
};

/// A valid pipeline whose lines can be replaced: line 4 is `data:`, 6 `model:`, 7 `stages:`.
inline std::string valid_yaml(const std::string& more = "") {
  return "lucarne: 1\n"
         "name: digits\n"
         "seed: 42\n"
         "data: {format: idx, scale: 255, validation: 2,\n"
         "       train: {images: x.gz, labels: y.gz}, test: {images: x.gz, labels: y.gz}}\n"
         "model: {file: net.onnx}\n"
         "stages: [{plugin: weights}]\n" +
         more;
}

/// `text` with the one occurrence of `what` replaced.
inline std::string with(std::string text, const std::string& what, const std::string& instead) {
  const std::size_t at = text.find(what);
  if (at == std::string::npos) throw std::runtime_error("no '" + what + "' in the test's pipeline");
  return text.replace(at, what.size(), instead);
}
