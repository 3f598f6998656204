// SPDX-License-Identifier: MIT
#include "output/check_files.hpp"

#include "output/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace lucarne {
namespace {

namespace fs = std::filesystem;

// Everything but folders, by its path within the run.
std::map<std::string, fs::directory_entry> entries_of(const fs::path& folder) {
  std::map<std::string, fs::directory_entry> entries;
  try {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.symlink_status().type() == fs::file_type::directory) continue;
      const std::string name = entry.path().lexically_relative(folder).generic_string();
      if (name != "run.json") entries.emplace(name, entry);
    }
  } catch (const fs::filesystem_error& error) {
    throw OutputError("cannot list the files in '" + folder.string() +
                      "': " + error.code().message());
  }
  return entries;
}

// Empty where the file is as recorded.
std::string change_of(const fs::directory_entry& entry, const FileRecord& recorded) {
  if (entry.symlink_status().type() != fs::file_type::regular) {
    return "wanted a regular file, found a link or a device";
  }
  const std::uintmax_t bytes = entry.file_size();
  if (bytes != recorded.bytes) {
    return fmt::format("wanted {} bytes, found {}", recorded.bytes, bytes);
  }
  const std::string digest = sha256_of_file(entry.path());
  if (digest == recorded.sha256) return "";
  return fmt::format("wanted SHA-256 {}, found {}", recorded.sha256, digest);
}

}  // namespace

std::vector<FileProblem> check_files(const fs::path& folder, const RunRecord& run) {
  std::map<std::string, fs::directory_entry> entries = entries_of(folder);
  std::vector<FileProblem> problems;
  for (const FileRecord& recorded : run.outputs) {
    // Looked up among what was found, never opened by its recorded name, which may lead anywhere.
    const auto found = entries.find(recorded.path);
    if (found == entries.end()) {
      problems.push_back({FileProblem::Kind::missing, recorded.path, ""});
      continue;
    }
    const std::string change = change_of(found->second, recorded);
    if (!change.empty()) {
      problems.push_back({FileProblem::Kind::changed, recorded.path, change});
    }
    entries.erase(found);
  }
  for (const auto& [path, entry] : entries) {
    problems.push_back({FileProblem::Kind::unexpected, path, ""});
  }
  std::ranges::sort(problems, {}, &FileProblem::path);
  return problems;
}

}  // namespace lucarne
