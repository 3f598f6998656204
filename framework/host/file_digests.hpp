// SPDX-License-Identifier: MIT
#pragma once

#include "output/run_record.hpp"

#include <filesystem>
#include <future>
#include <map>
#include <mutex>
#include <vector>

namespace lucarne {

/// Sizes and digests of the files that go into a run; each is read once, whoever asks.
/// thread: every member may be called from any thread.
class FileDigests {
 public:
  /// Starts reading these files in the background.
  void begin(const std::vector<std::filesystem::path>& files);

  /// Of a file, or of all pictures below a folder.
  /// throws: OutputError where it cannot be read
  FileRecord of(const std::filesystem::path& file);

 private:
  std::shared_future<FileRecord> record(const std::filesystem::path& file);

  std::mutex mutex_;
  std::map<std::filesystem::path, std::shared_future<FileRecord>> records_;
};

}  // namespace lucarne
