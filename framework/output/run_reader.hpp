// SPDX-License-Identifier: MIT
#pragma once

#include "output/run_record.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace lucarne {

/// An array of a finished run; its bytes stay in the file.
struct ArrayFile {
  std::string name;
  std::string meaning;
  std::string type;  ///< "float32", "float64", "int64"
  Shape shape;
  std::filesystem::path file;  ///< read_npy() reads it
};

/// results.json of one stage. Scalars have their names as labels, texts are in the run's language,
/// figures have no panels: that is all the file keeps of them.
struct StageResults {
  std::vector<Scalar> scalars;
  std::vector<Table> tables;
  std::vector<ArrayFile> arrays;
  std::vector<Figure> figures;
  std::vector<Reading> readings;

  /// Null where there is none of that name.
  const Scalar* scalar(std::string_view name) const;
  const Table* table(std::string_view name) const;
  const ArrayFile* array(std::string_view name) const;
  const Figure* figure(std::string_view name) const;
};

/// A run as its folder tells it.
struct StoredRun {
  std::filesystem::path folder;
  RunRecord record;                            ///< run.json; `results` of its stages are null
  std::map<std::string, StageResults> stages;  ///< by id; a stage that failed has none

  /// Null where there is no such stage, or it left no results.
  const StageResults* stage(const std::string& id) const;
  const StageRecord* stage_record(const std::string& id) const;
};

/// run.json of a run's folder.
/// throws: Error naming the file and what is wrong: no folder, no run.json (not a run, or one that
/// was not finished), another format, damaged JSON, names that lead out of the folder, a size or a
/// depth that no run has
RunRecord read_manifest(const std::filesystem::path& folder);

/// run.json and every stage's results.json. throws: Error as read_manifest
StoredRun read_run(const std::filesystem::path& folder);

/// A file within a run's folder, by its path relative to it.
/// throws: Error where the path leads out of the folder, by ".." or a symbolic link
std::filesystem::path file_of_run(const std::filesystem::path& folder, const std::string& path);

/// results.json of one stage. throws: Error as read_manifest
StageResults read_stage_results(const std::filesystem::path& folder, const std::string& stage_id);

}  // namespace lucarne
