// SPDX-License-Identifier: MIT
#pragma once

#include "host/stage_key.hpp"
#include "output/run_record.hpp"

#include <lucarne/results.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lucarne {

/// A stage's results as the cache holds them.
struct CachedStage {
  Results results;
  std::vector<std::string> warnings;
  double compute_seconds = 0;  ///< of the run that computed it
  double drawing_seconds = 0;
  std::filesystem::path files;     ///< folder with what belongs into the stage's folder
  std::vector<std::string> names;  ///< of the files in it
};

/// Results of stages by key, in a folder that outlives runs. An entry appears whole, by a rename,
/// after its bytes have reached the disk; every file's digest is in it and is compared before the
/// entry is used.
/// thread: find() and store() may be called from several threads, and from several processes.
class StageCache {
 public:
  /// Makes the folder where it does not exist, for this user only.
  /// throws: OutputError where it cannot be made, or others may write to it
  explicit StageCache(std::filesystem::path folder);

  /// The stage with this key. A damaged entry is removed, and `damage` then says what was wrong.
  std::optional<CachedStage> find(const std::string& key, std::string& damage) const;

  /// Keeps a complete stage; `folder` is its folder of the run.
  /// throws: OutputError
  void store(const KeyParts& parts, const StageRecord& stage,
             const std::filesystem::path& folder) const;

  /// What the stage's key was made of when it last ran in this pipeline; empty where it never did.
  KeyParts last_parts(const std::filesystem::path& pipeline, const std::string& stage) const;
  /// throws: OutputError
  void note_parts(const std::filesystem::path& pipeline, const std::string& stage,
                  const KeyParts& parts) const;

  /// Removes the entries that were used longest ago until what is left takes at most `bytes`.
  void prune(std::uint64_t bytes) const;

  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path entry(const std::string& key) const;

  std::filesystem::path folder_;
};

}  // namespace lucarne
