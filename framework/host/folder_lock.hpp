// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

namespace lucarne {

/// Keeps other processes from writing to the same run folder at the same time, as long as it lives:
/// a lock of the system on the file ".<name>.lock" beside the folder. It goes with the process,
/// however that ends.
class FolderLock {
 public:
  /// throws: Error that names the process that has the lock; OutputError where the file cannot be
  /// made
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  std::filesystem::path file_;
  int descriptor_ = -1;
};

}  // namespace lucarne
