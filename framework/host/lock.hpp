// SPDX-License-Identifier: MIT
#pragma once

#include "host/verification_failed.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lucarne {

/// Names with texts, in the order in which they are written.
using LockedTexts = std::vector<std::pair<std::string, std::string>>;

/// Everything that the numbers of a pipeline depend on, as one file that is kept beside it. It
/// holds no time and no path of a machine: files are named as seen from the pipeline, plugins by
/// name.
struct Lock {
  std::string pipeline;  ///< name of its file
  std::uint64_t seed = 0;
  LockedTexts environment;  ///< compiler, libraries, BLAS with its core type
  LockedTexts program;      ///< SHA-256 of the program and of liblucarne, by file name
  struct Plugin {
    std::string name;
    std::string version;  ///< for people: the digest decides
    std::string sha256;
  };
  std::vector<Plugin> plugins;  ///< in order of their names
  LockedTexts network;          ///< one file with its SHA-256
  LockedTexts data;             ///< files with their SHA-256, in the order of the pipeline
  LockedTexts configuration;    ///< the resolved pipeline by path: "stages.errors.bins", "15"
};

/// "mnist.lock.json", beside "mnist.yaml".
std::filesystem::path lock_file_of(const std::filesystem::path& pipeline);

/// One value a line, always in the same order: made for version control.
std::string lock_json(const Lock& lock);

/// throws: VerificationFailed saying how to mend it, where there is no lock, it is damaged, or of
/// another format
Lock read_lock(const std::filesystem::path& file);

/// One thing that is not as it was locked.
struct Drift {
  std::string what;    ///< "plugin errors sha256"
  std::string wanted;  ///< empty: nothing of that name
  std::string found;   ///< likewise
};

/// What differs between two lists of texts, in the order of the first, then of the second.
std::vector<Drift> drift_between(std::string_view kind, const LockedTexts& wanted,
                                 const LockedTexts& found);

}  // namespace lucarne
