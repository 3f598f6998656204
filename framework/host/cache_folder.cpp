// SPDX-License-Identifier: MIT
#include "host/cache_folder.hpp"

#include <charconv>
#include <cstdlib>
#include <string_view>

namespace lucarne {
namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::filesystem::path default_folder() {
  if (const auto named = variable("LUCARNE_CACHE"); !named.empty()) return named;
  // Relative values are to be ignored. source: XDG Base Directory Specification 0.8
  if (const std::filesystem::path xdg = variable("XDG_CACHE_HOME"); xdg.is_absolute()) {
    return xdg / "lucarne";
  }
  if (const std::filesystem::path home = variable("HOME"); home.is_absolute()) {
    return home / ".cache" / "lucarne";
  }
  return {};
}

}  // namespace

std::unique_ptr<StageCache> open_cache(const CacheOptions& options, RunObserver& observer) {
  if (!options.use || (options.folder.empty() && variable("LUCARNE_CACHE") == "off")) {
    return nullptr;
  }
  const std::filesystem::path folder = options.folder.empty() ? default_folder() : options.folder;
  if (folder.empty()) {
    observer.warning("", "nothing is cached: neither LUCARNE_CACHE nor HOME names a folder");
    return nullptr;
  }
  try {
    return std::make_unique<StageCache>(std::filesystem::absolute(folder));
  } catch (const std::exception& failure) {
    observer.warning("", std::string("nothing is cached: ") + failure.what());
    return nullptr;
  }
}

std::uint64_t largest_cache_bytes() {
  std::uint64_t gibibytes = 4;
  const std::string_view given = variable("LUCARNE_CACHE_GIB");
  std::uint64_t number = 0;
  const auto parsed = std::from_chars(given.data(), given.data() + given.size(), number);
  const bool whole = parsed.ec == std::errc{} && parsed.ptr == given.data() + given.size();
  if (!given.empty() && whole && number < (std::uint64_t{1} << 30)) gibibytes = number;
  return gibibytes << 30;
}

}  // namespace lucarne
