// SPDX-License-Identifier: MIT
#pragma once

#include "support/run_program.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

/// A folder with the first 600 training and 500 test digits of MNIST as IDX files and, in
/// pipeline.yaml, all five analyses of a network 784-16-10 that is trained for two epochs.
class MnistCase {
 public:
  MnistCase();

  std::filesystem::path path(const std::string& name) const { return folder_.path() / name; }

  /// Runs the pipeline with its network in models/<network>.onnx into runs/<output>.
  ProgramOutcome run(const std::string& network, const std::string& output, int n_threads,
                     const std::string& language = "en") const;

  /// Runs a pipeline of one's own that lies beside the digits, into runs/ and its name.
  ProgramOutcome run_text(const std::string& yaml, const std::vector<std::string>& more = {}) const;

  nlohmann::json json(const std::string& file) const;

 private:
  TemporaryFolder folder_;
};

inline const std::vector<std::string> all_plugins = {"weights", "activations", "saliency", "errors",
                                                     "embedding"};

/// Files under `folder` whose names end with `extension`, relative to it, sorted.
std::vector<std::string> files_of(const std::filesystem::path& folder,
                                  const std::vector<std::string>& extensions);
