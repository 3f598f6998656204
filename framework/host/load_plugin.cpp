// SPDX-License-Identifier: MIT
#include "host/isolation.hpp"
#include "host/plugin.hpp"

#include <boost/dll/shared_library.hpp>

#include <algorithm>
#include <cstring>
#include <deque>

namespace lucarne {
namespace {

LUCARNE_ABI_SECTION

// Boost 1.74 wraps dlerror's text: "... failed (dlerror system message: TEXT): Bad file
// descriptor", where what follows is a stale errno.
std::string dlerror_part(const std::string& text) {
  const std::string opening = "(dlerror system message: ";
  const std::size_t begin = text.find(opening);
  const std::size_t end = text.rfind("): ");
  if (begin == std::string::npos || end == std::string::npos || end < begin) return text;
  return text.substr(begin + opening.size(), end - begin - opening.size());
}

void check_fingerprint(const std::filesystem::path& file) {
  const std::string theirs = elf_section(file, ".lucarne.abi");
  if (theirs.empty()) {
    throw PluginRefused(file,
                        "is no Lucarne plugin: it has no section .lucarne.abi; its source needs "
                        "LUCARNE_PLUGIN(...) at the end");
  }
  const std::string difference = abi_difference(lucarne_abi_fingerprint, theirs);
  if (!difference.empty()) {
    throw PluginRefused(file, "was built for another ABI: " + difference +
                                  "; build it again with this Lucarne's headers and compiler");
  }
}

using Entry = const PluginRecord*();

// Never destroyed: objects, exceptions and functions of a plugin may outlive any owner that we
// could give its library, and unloading gains nothing. Plugins are loaded on the main thread only.
std::deque<boost::dll::shared_library>& libraries_for_ever() {
  static auto* const libraries = new std::deque<boost::dll::shared_library>;
  return *libraries;
}

const PluginRecord* entry_record(const std::filesystem::path& file,
                                 const std::filesystem::path& trusted) {
  try {
    boost::dll::shared_library& library = libraries_for_ever().emplace_back(
        boost::filesystem::path(trusted.string()),
        boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
    if (!library.has("lucarne_plugin")) {
      throw PluginRefused(file,
                          "exports no function lucarne_plugin; its source needs "
                          "LUCARNE_PLUGIN(...), and its version script must not hide it");
    }
    return library.get<Entry>("lucarne_plugin")();
  } catch (const PluginRefused&) {
    throw;
  } catch (const std::exception& exception) {
    throw PluginRefused(file, "cannot be loaded: " + dlerror_part(exception.what()));
  } catch (...) {
    throw PluginRefused(file, "threw while it was being loaded");
  }
}

}  // namespace

Plugin load_plugin(const std::filesystem::path& file) {
  const std::filesystem::path trusted = trusted_file(file);
  check_fingerprint(file);
  const PluginRecord* record = entry_record(file, trusted);
  if (record == nullptr || record->size < sizeof(PluginRecord) || record->create == nullptr ||
      record->destroy == nullptr || record->name == nullptr || record->version == nullptr ||
      record->summary == nullptr) {
    throw PluginRefused(file, "its record is incomplete; make it with LUCARNE_PLUGIN(...)");
  }
  if (file.stem() != record->name) {
    throw PluginRefused(file, "calls itself '" + std::string(record->name) + "'; name the file " +
                                  record->name + ".so");
  }
  return {.file = file,
          .name = record->name,
          .version = record->version,
          .summary = record->summary,
          .record = record};
}

AnalysisPtr Plugin::make_analysis() const {
  if (record == nullptr) return isolated_analysis(*this);
  try {
    AnalysisPtr analysis(record->create(), AnalysisDeleter{record->destroy});
    if (!analysis) throw PluginRefused(file, "made no analysis");
    return analysis;
  } catch (const PluginRefused&) {
    throw;
  } catch (const std::exception& exception) {
    throw PluginRefused(file, std::string("threw while making its analysis: ") + exception.what());
  } catch (...) {
    throw PluginRefused(file,
                        "threw something that is no std::exception while making its analysis");
  }
}

}  // namespace lucarne
