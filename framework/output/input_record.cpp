// SPDX-License-Identifier: MIT
#include "output/input_record.hpp"

#include "data/images/picture_list.hpp"
#include "output/files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

namespace fs = std::filesystem;

FileRecord folder_record(const fs::path& folder) {
  std::vector<fs::path> files;
  try {
    files = picture_files_below(folder);
  } catch (const std::exception& error) {
    throw OutputError(error.what());
  }
  FileRecord record;
  record.path = folder.string();
  std::string text;
  for (const fs::path& file : files) {
    std::error_code unreadable;
    record.bytes += fs::file_size(file, unreadable);
    if (unreadable) {
      throw OutputError("cannot read '" + file.string() + "': " + unreadable.message());
    }
    const std::string name = file.lexically_relative(folder).generic_string();
    text += fmt::format("{}:{}:{}\n", name.size(), name, sha256_of_file(file));
  }
  record.sha256 = sha256_of(text);
  return record;
}

}  // namespace

bool can_be_recorded(const fs::path& input) {
  std::error_code failed;
  return fs::is_regular_file(input, failed) || fs::is_directory(input, failed);
}

FileRecord input_record(const fs::path& input) {
  std::error_code unreadable;
  if (fs::is_directory(input, unreadable)) return folder_record(input);
  const std::uint64_t bytes = fs::file_size(input, unreadable);
  // An unreadable file is told by its digest's own error.
  return FileRecord{input.string(), unreadable ? 0 : bytes, sha256_of_file(input)};
}

}  // namespace lucarne
