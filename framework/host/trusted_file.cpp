// SPDX-License-Identifier: MIT
#include "host/plugin.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

namespace lucarne {
namespace {

struct stat status_of(const std::filesystem::path& path, const std::filesystem::path& plugin) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    throw PluginRefused(plugin, "cannot look at '" + path.string() + "'");
  }
  return status;
}

std::string user_name(uid_t user) {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> text{};
  getpwuid_r(user, &entry, text.data(), text.size(), &found);
  return found == nullptr ? fmt::format("number {}", user) : fmt::format("'{}'", entry.pw_name);
}

// The group that has one user's name, is that user's first one and has no other members: where
// systems make one for each user, files are writable by it as a matter of course.
bool is_private_group(gid_t group, uid_t user) {
  passwd user_entry{};
  passwd* user_found = nullptr;
  std::array<char, 4096> user_text{};
  ::group group_entry{};
  ::group* group_found = nullptr;
  std::array<char, 16384> group_text{};
  getpwuid_r(user, &user_entry, user_text.data(), user_text.size(), &user_found);
  getgrgid_r(group, &group_entry, group_text.data(), group_text.size(), &group_found);
  if (user_found == nullptr || group_found == nullptr || user_entry.pw_gid != group) return false;
  const std::string name = user_entry.pw_name;
  if (name != group_entry.gr_name) return false;
  for (char** member = group_entry.gr_mem; member != nullptr && *member != nullptr; ++member) {
    if (name != *member) return false;
  }
  return true;
}

// `above` is a folder on the way to the plugin's folder, where the sticky bit keeps others from
// renaming what is not theirs.
void check(const std::filesystem::path& path, bool above, const std::filesystem::path& plugin) {
  const struct stat status = status_of(path, plugin);
  const uid_t program_owner = status_of("/proc/self/exe", plugin).st_uid;
  if (status.st_uid != 0 && status.st_uid != geteuid() && status.st_uid != program_owner) {
    throw PluginRefused(
        plugin, fmt::format("'{}' belongs to user {}, who could change the plugin; copy the plugin "
                            "to a folder of your own, or make yourself the owner with chown",
                            path.string(), user_name(status.st_uid)));
  }
  if (above && (status.st_mode & S_ISVTX) != 0) return;
  const bool by_group =
      (status.st_mode & S_IWGRP) != 0 && !is_private_group(status.st_gid, status.st_uid);
  if (by_group || (status.st_mode & S_IWOTH) != 0) {
    throw PluginRefused(plugin, fmt::format("others may write to '{}' and so change what runs "
                                            "here; mend it with: chmod go-w '{}'",
                                            path.string(), path.string()));
  }
}

}  // namespace

std::filesystem::path trusted_file(const std::filesystem::path& file) {
  std::error_code error;
  const std::filesystem::path path = std::filesystem::canonical(file, error);
  if (error) throw PluginRefused(file, "cannot read: " + error.message());
  check(path, false, file);
  check(path.parent_path(), false, file);
  std::filesystem::path folder = path.parent_path();
  while (folder != folder.parent_path()) {
    folder = folder.parent_path();
    check(folder, true, file);
  }
  return path;
}

}  // namespace lucarne
