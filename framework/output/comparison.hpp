// SPDX-License-Identifier: MIT
#pragma once

#include "output/run_record.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lucarne {

/// One thing that went into two runs and is not the same; empty where only the other run has it.
struct InputDifference {
  std::string what;  ///< "stages.errors.bins", "network", "environment.blas_core"
  std::string a;
  std::string b;
};

/// A scalar that at least one of the two runs has.
struct ScalarPair {
  std::string name;
  std::string unit;
  std::optional<double> a;
  std::optional<double> b;

  /// Equal to the bit, NaN with NaN included, and in both.
  bool same() const;
};

/// A figure that at least one of the two runs has.
struct FigurePair {
  std::string name;
  Text title;
  bool in_a = false;
  bool in_b = false;
  bool same = false;  ///< the two pictures are the same to the byte
};

/// What two runs have of one stage.
struct StagePair {
  std::string id;
  std::string plugin;
  Text note;  ///< why there is nothing to compare: in one run only, failed, another plugin
  std::vector<ScalarPair> scalars;
  std::vector<Table> tables;  ///< joined, see join_tables()
  std::vector<FigurePair> figures;
};

/// One question that needs more than both runs' numbers: predictions, weights and so on.
struct ComparedSection {
  std::string name;  ///< key in compare.json
  Text title;
  Text about;    ///< what it shows, and how to read it
  Text missing;  ///< why it could not be answered; empty where it could
  Results results;
};

/// Two runs side by side; compare.html and compare.json are made of it.
struct Comparison {
  std::filesystem::path folder_a;
  std::filesystem::path folder_b;
  RunRecord a;
  RunRecord b;
  std::vector<InputDifference> differences;
  std::vector<Reading> readings;  ///< what it all comes to, in a few sentences
  std::vector<StagePair> stages;
  std::vector<ComparedSection> sections;
};

/// compare.html: one file that needs no other. The pictures of the sections' figures lie in
/// `folder`/figures, those of the stages in the two runs.
std::string comparison_html(const Comparison& comparison, const std::filesystem::path& folder);

/// compare.json, for programs.
std::string comparison_json(const Comparison& comparison);

}  // namespace lucarne
