// SPDX-License-Identifier: MIT
#include "host/foreign_folder.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

namespace lucarne {

void refuse_foreign_folder(const std::filesystem::path& folder, const std::string& record,
                           const std::string& kind) {
  std::error_code ignored;
  if (!std::filesystem::exists(folder, ignored)) return;
  const bool is_ours = std::filesystem::is_directory(folder, ignored) &&
                       (std::filesystem::is_empty(folder, ignored) ||
                        std::filesystem::exists(folder / record, ignored));
  if (is_ours) return;
  throw Error(
      fmt::format("output folder '{}' holds something that is no {} (no {}); nothing was touched; "
                  "name another folder with --output",
                  folder.string(), kind, record));
}

}  // namespace lucarne
