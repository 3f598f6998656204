// SPDX-License-Identifier: MIT
#pragma once

#include "support/run_program.hpp"

#include <string>
#include <vector>

/// A folder with everything that a run needs, in the small: 40 training and 30 test items of 4 x 4
/// values and 3 classes as IDX files, a network 16-5-3 as NPZ, and a pipeline that names them.
class SmallCase {
 public:
  SmallCase();

  std::filesystem::path path(const std::string& name) const { return folder_.path() / name; }
  void write(const std::string& name, const std::string& content) const {
    folder_.file(name, content);
  }

  /// Replaces the only place where `old` stands in pipeline.yaml.
  /// throws: std::runtime_error unless there is exactly one
  void edit(const std::string& old, const std::string& text) const;
  /// Replaces the list of stages: "- plugin: errors".
  void stages(const std::string& text) const;
  /// Makes the network one that is trained for `epochs` and saved as models/network.onnx.
  void train(int epochs) const;

  /// `lucarne words...`, started in the folder.
  Program lucarne(std::vector<std::string> words) const;
  ProgramOutcome call(std::vector<std::string> words) const { return run_program(lucarne(words)); }
  /// `lucarne run pipeline.yaml more...`
  ProgramOutcome run(const std::vector<std::string>& more = {}) const;

  /// Names of all that lies in runs/, hidden names too, sorted.
  std::vector<std::string> runs() const;

 private:
  TemporaryFolder folder_;
};

/// The folder of plugins that misbehave.
std::string bad_plugin_folder();

/// Items in IDX: `count` items of 4 x 4 bytes that follow from `seed`, and their labels 0, 1, 2,
/// ...
std::string small_images(int count, int seed);
std::string small_labels(int count);

/// A network 16-5-3 in NPZ; `first_weight` goes to W1[0, 0].
std::string small_network(float first_weight = 0.5f);

/// An array of float32 in NPY.
std::string npy(const std::string& shape, const std::vector<float>& values);
