// SPDX-License-Identifier: MIT
#include "pipeline/paths.hpp"

#include "pipeline/scalars.hpp"

#include <lucarne/suggest.hpp>

#include <vector>

namespace lucarne {
namespace {

namespace fs = std::filesystem;

// Enough to find a slip of the keyboard; a folder of a million pictures is not worth the wait.
constexpr std::size_t names_looked_at = 10'000;

std::string nearest_file(const fs::path& file) {
  std::vector<std::string> names;
  std::error_code failed;
  for (fs::directory_iterator entry(file.parent_path(), failed), end;
       !failed && entry != end && names.size() < names_looked_at; entry.increment(failed)) {
    names.push_back(entry->path().filename().string());
  }
  return nearest(file.filename().string(), names);
}

}  // namespace

fs::path folder_of(const fs::path& file) {
  std::error_code failed;
  const fs::path folder = fs::absolute(file).parent_path();
  const fs::path real = fs::canonical(folder, failed);
  return failed ? folder : real;
}

fs::path resolve(const std::string& name, const fs::path& folder) {
  return (folder / name).lexically_normal();
}

std::optional<std::string> missing_file(const fs::path& file) {
  std::error_code failed;
  const fs::path absolute = fs::absolute(file).lexically_normal();
  const fs::file_status status = fs::status(file, failed);
  if (fs::is_directory(status)) return "found a folder: " + quoted(absolute.string());
  if (status.type() == fs::file_type::unknown) {
    return "found none that can be reached: " + quoted(absolute.string()) + ": " + failed.message();
  }
  if (fs::exists(status)) return std::nullopt;
  std::string message = "found no file " + quoted(absolute.string());
  if (!fs::is_directory(absolute.parent_path(), failed)) {
    return message + "; its folder does not exist";
  }
  const std::string near = nearest_file(absolute);
  return near.empty() ? message : message + ", did you mean " + quoted(near) + "?";
}

std::optional<std::string> missing_folder(const fs::path& folder) {
  std::error_code failed;
  if (fs::is_directory(folder, failed)) return std::nullopt;
  const std::string absolute = fs::absolute(folder).lexically_normal().string();
  if (fs::exists(folder, failed)) return "found a file: " + quoted(absolute);
  const auto wrong = missing_file(folder);
  return wrong ? wrong : "found none that can be reached: " + quoted(absolute);
}

std::string relative_name(const fs::path& file, const fs::path& folder) {
  const fs::path relative = file.lexically_relative(folder);
  std::error_code failed;
  const bool same = !relative.empty() && fs::weakly_canonical(folder / relative, failed) ==
                                             fs::weakly_canonical(file, failed);
  return same && !failed ? relative.string() : file.string();
}

}  // namespace lucarne
