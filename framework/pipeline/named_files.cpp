// SPDX-License-Identifier: MIT
#include "pipeline/named_files.hpp"

#include "pipeline/paths.hpp"

namespace lucarne {
namespace {

std::string file_of(const Parameter& parameter, const Parameters& parameters) {
  return names_a_file(parameter) ? std::get<std::string>(parameters.get(parameter.name)) : "";
}

}  // namespace

bool names_a_file(const Parameter& parameter) {
  return parameter.kind == Kind::text && parameter.name.ends_with("_file");
}

void resolve_named_files(Parameters& parameters, const std::filesystem::path& folder) {
  for (const Parameter& parameter : parameters.all()) {
    const std::string file = file_of(parameter, parameters);
    if (!file.empty()) parameters.set(parameter.name, resolve(file, folder).string());
  }
}

std::vector<std::pair<std::string, std::filesystem::path>> named_files(
    const Parameters& parameters) {
  std::vector<std::pair<std::string, std::filesystem::path>> files;
  for (const Parameter& parameter : parameters.all()) {
    const std::string file = file_of(parameter, parameters);
    std::error_code unknown;
    if (!file.empty() && std::filesystem::is_regular_file(file, unknown)) {
      files.emplace_back(parameter.name, file);
    }
  }
  return files;
}

}  // namespace lucarne
