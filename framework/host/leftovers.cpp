// SPDX-License-Identifier: MIT
#include "host/leftovers.hpp"

#include <signal.h>

#include <cerrno>
#include <charconv>

namespace lucarne {

void remove_leftovers(const std::filesystem::path& parent, const std::string& prefix) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(parent, ignored)) {
    const std::string name = entry.path().filename();
    if (name.rfind(prefix, 0) != 0) continue;
    pid_t process = 0;
    const char* end = name.data() + name.size();
    const auto parsed = std::from_chars(name.data() + prefix.size(), end, process);
    const bool is_ours = parsed.ec == std::errc{} && (parsed.ptr == end || *parsed.ptr == '-');
    if (!is_ours || process <= 0) continue;
    if (kill(process, 0) != 0 && errno == ESRCH) std::filesystem::remove_all(entry.path(), ignored);
  }
}

}  // namespace lucarne
