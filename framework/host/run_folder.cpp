// SPDX-License-Identifier: MIT
#include "host/run_folder.hpp"

#include "host/leftovers.hpp"
#include "output/files.hpp"
#include "output/two_threads.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

namespace lucarne {
namespace {

namespace fs = std::filesystem;

bool is_lucarne_run(const fs::path& folder) {
  std::string beginning(4096, '\0');
  std::ifstream in(folder / "run.json");
  in.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
  return beginning.find("\"lucarne\"") != std::string::npos;
}

void refuse_foreign_content(const fs::path& folder) {
  std::error_code ignored;
  const fs::file_status status = fs::symlink_status(folder, ignored);
  if (status.type() == fs::file_type::not_found) return;
  if (status.type() != fs::file_type::directory) {
    throw Error("output folder '" + folder.string() +
                "' is not a folder; name another one with --output");
  }
  if (!fs::is_empty(folder) && !is_lucarne_run(folder)) {
    throw Error("output folder '" + folder.string() +
                "' holds something that is no Lucarne run (no run.json of Lucarne); nothing was "
                "touched; name "
                "another folder with --output, or empty this one");
  }
}

// On two threads: a file takes the system 0.1 ms, and a run has hundreds.
void remove_together(const fs::path& folder) {
  std::vector<fs::path> inside;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    inside.push_back(entry.path());
  }
  on_two_threads(inside.size(), [&](std::size_t k) {
    std::error_code failed;
    fs::remove_all(inside[k], failed);
  });
  fs::remove_all(folder, ignored);
}

[[noreturn]] void fail(const std::string& what, const fs::path& path) {
  throw OutputError(what + " '" + path.string() + "': " + std::strerror(errno));
}

}  // namespace

RunFolder::RunFolder(fs::path final_path) : final_(fs::absolute(final_path).lexically_normal()) {
  if (!final_.has_filename()) final_ = final_.parent_path();
  refuse_foreign_content(final_);
  std::error_code error;
  fs::create_directories(final_.parent_path(), error);
  if (error) {
    throw OutputError("cannot make folder '" + final_.parent_path().string() +
                      "': " + error.message());
  }
  lock_.emplace(final_);
  const std::string prefix = fmt::format(".{}.partial-", final_.filename().string());
  remove_leftovers(final_.parent_path(), prefix);
  working_ = final_.parent_path() / (prefix + std::to_string(getpid()));
  if (!fs::create_directory(working_, error) || error) {
    throw OutputError("cannot make folder '" + working_.string() +
                      "': " + (error ? error.message() : "something of that name is there"));
  }
}

RunFolder::~RunFolder() {
  if (committed_) return;
  std::error_code ignored;
  fs::remove_all(working_, ignored);
}

fs::path RunFolder::begin_stage(const std::string& id) const {
  const fs::path folder = working_ / ("." + id + ".partial");
  std::error_code error;
  // What lies there is not ours, and may be a link to elsewhere.
  if (!fs::create_directory(folder, error) || error) {
    throw OutputError("cannot make folder '" + folder.string() +
                      "': " + (error ? error.message() : "something of that name is there"));
  }
  return folder;
}

void RunFolder::finish_stage(const std::string& id) const {
  const fs::path folder = working_ / ("." + id + ".partial");
  if (rename(folder.c_str(), (working_ / id).c_str()) != 0) fail("cannot rename", folder);
}

void RunFolder::flush_ahead() {
  flushing_ = std::async(std::launch::async, [folder = working_] {
    try {
      flush_folder(folder);
    } catch (const OutputError&) {  // commit() flushes again, and tells
    }
  });
}

void RunFolder::commit() {
  refuse_foreign_content(final_);
  flush_folder(working_);
  if (fs::exists(final_)) {
    // One system call swaps the two, so that there is a whole run under the final name at any time.
    if (renameat2(AT_FDCWD, working_.c_str(), AT_FDCWD, final_.c_str(), RENAME_EXCHANGE) != 0) {
      fail("cannot put the new run in the place of", final_);
    }
    remove_together(working_);
  } else if (rename(working_.c_str(), final_.c_str()) != 0) {
    fail("cannot rename to", final_);
  }
  committed_ = true;
  lock_.reset();
}

}  // namespace lucarne
