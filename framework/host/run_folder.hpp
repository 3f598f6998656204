// SPDX-License-Identifier: MIT
#pragma once

#include "host/folder_lock.hpp"

#include <lucarne/error.hpp>

#include <filesystem>
#include <future>
#include <optional>

namespace lucarne {

/// The folder of a run that is being made. Everything is written into a working folder beside the
/// final one, which is put in its place as a whole by commit(). An earlier run stays untouched
/// until then.
class RunFolder {
 public:
  /// throws: Error where `final_path` holds anything but a Lucarne run, or another run is writing
  /// to it; OutputError where the working folder cannot be made
  explicit RunFolder(std::filesystem::path final_path);
  /// Removes the working folder unless it was committed.
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  /// Where to write: ".<name>.partial-<process>", beside the final folder.
  const std::filesystem::path& working() const { return working_; }
  const std::filesystem::path& final_path() const { return final_; }

  /// A stage's folder is written under a temporary name and appears, whole, by a rename.
  std::filesystem::path begin_stage(const std::string& id) const;
  void finish_stage(const std::string& id) const;

  /// Has what was written so far brought to the disk meanwhile, so that commit() waits for less.
  void flush_ahead();

  /// Puts the working folder, once it has reached the disk, in the final one's place; an earlier
  /// run there is removed.
  void commit();

 private:
  std::filesystem::path final_;
  std::filesystem::path working_;
  std::optional<FolderLock> lock_;
  bool committed_ = false;
  std::future<void> flushing_;
};

}  // namespace lucarne
