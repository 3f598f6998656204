// SPDX-License-Identifier: MIT
#include "host/plugin_template.hpp"

#include "host/plugin.hpp"
#include "output/files.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace lucarne {
namespace {

namespace fs = std::filesystem;

// The template builds as it stands; its own names are what is replaced.
constexpr const char* template_name = "my-plugin";
constexpr const char* template_class = "MyPlugin";

void check_name(const std::string& name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  if (name.empty() || name[0] < 'a' || name[0] > 'z' || !std::ranges::all_of(name, allowed)) {
    throw Error(
        fmt::format("'{}' is no name for a plugin; wanted small letters, digits and "
                    "hyphens, a letter first, as in 'unit-norms'",
                    name));
  }
  // Targets that CMake makes itself.
  constexpr std::array reserved = {"all", "clean", "depend", "help", "install", "package", "test"};
  if (std::ranges::find(reserved, name) != reserved.end()) {
    throw Error(fmt::format("'{}' is a name that CMake keeps for itself; choose another", name));
  }
  for (const PluginFile& known : find_plugins(plugin_folders({}))) {
    if (known.name != name) continue;
    throw Error(fmt::format("there is a plugin '{}' already, {}; choose another name", name,
                            known.file.string()));
  }
}

// "unit-norms" becomes "UnitNorms".
std::string class_name(const std::string& name) {
  std::string camel;
  bool begins = true;
  for (const char letter : name) {
    const int upper = std::toupper(static_cast<unsigned char>(letter));
    if (letter != '-') camel += begins ? static_cast<char>(upper) : letter;
    begins = letter == '-';
  }
  return camel;
}

std::string replaced(std::string text, const std::string& wanted, const std::string& by) {
  for (std::size_t at = text.find(wanted); at != std::string::npos;
       at = text.find(wanted, at + by.size())) {
    text.replace(at, wanted.size(), by);
  }
  return text;
}

// Copies the files of `from` into `to`, names and contents under the new name.
void instantiate(const fs::path& from, const fs::path& to, const std::string& name) {
  fs::create_directories(to);
  for (const fs::directory_entry& entry : fs::directory_iterator(from)) {
    const fs::path file = to / replaced(entry.path().filename(), template_name, name);
    const std::string text = replaced(read_file(entry.path()), template_name, name);
    write_unflushed_file(file, replaced(text, template_class, class_name(name)));
    // A run script stays one; what is installed may be read-only, a copy is not.
    const fs::perms run = entry.status().permissions() & fs::perms::owner_exec;
    fs::permissions(file, run, fs::perm_options::add);
  }
}

fs::path shared_files() {
  const fs::path executable = fs::read_symlink("/proc/self/exe");
  const fs::path folder = executable.parent_path().parent_path() / "share" / "lucarne";
  if (!fs::is_directory(folder / "template")) {
    throw Error(
        fmt::format("the template of plugins is not installed, looked for {}; on Debian it "
                    "comes with liblucarne-dev",
                    (folder / "template").string()));
  }
  return folder;
}

}  // namespace

void write_plugin_folder(const NewPlugin& plugin) {
  check_name(plugin.name);
  const fs::path shared = shared_files();
  const fs::path folder = fs::absolute(plugin.folder).lexically_normal();
  if (fs::exists(fs::symlink_status(folder))) {
    throw Error(fmt::format("'{}' is there already; remove it or choose another with --output",
                            plugin.folder.string()));
  }
  const fs::path partial = fmt::format("{}.partial-{}", folder.string(), getpid());
  try {
    instantiate(shared / "template" / "common", partial, plugin.name);
    instantiate(shared / "template" / (plugin.whole ? "whole" : "fold"), partial, plugin.name);
    instantiate(shared / "example" / "data", partial / "data", plugin.name);
    fs::rename(partial, folder);
  } catch (const fs::filesystem_error& error) {
    std::error_code ignored;
    fs::remove_all(partial, ignored);
    throw OutputError(fmt::format("cannot write {}: {}", folder.string(), error.code().message()));
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(partial, ignored);
    throw;
  }
}

}  // namespace lucarne
