// SPDX-License-Identifier: MIT
#pragma once

#include "support/run_program.hpp"

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

inline std::filesystem::path build_folder() { return LUCARNE_BINARY_DIR; }

inline std::filesystem::path law_breaker(const std::string& plugin) {
  return build_folder() / "tests" / "law-breakers" / (plugin + ".so");
}

inline std::filesystem::path example_plugin() {
  return build_folder() / "tests" / "example-plugins" / "brightness.so";
}

/// `lucarne test-plugin FILE options...`
inline ProgramOutcome test_plugin(const std::filesystem::path& file,
                                  const std::vector<std::string>& options = {}) {
  Program program{{build_folder() / "bin" / "lucarne", "test-plugin", file.string()},
                  build_folder()};
  program.words.insert(program.words.end(), options.begin(), options.end());
  return run_program(program);
}

/// Ids of the laws whose line begins with `outcome`: "held", "BROKEN", "not judged", ...
inline std::vector<std::string> laws_with(const std::string& outcome, const std::string& output) {
  std::vector<std::string> laws;
  std::istringstream in(output);
  for (std::string line; std::getline(in, line);) {
    if (line.size() < 16 || line.rfind(outcome + " ", 0) != 0) continue;
    laws.push_back(line.substr(16, line.find(' ', 16) - 16));
  }
  return laws;
}

inline std::vector<std::string> all_laws_in(const std::string& output) {
  std::vector<std::string> laws;
  for (const char* outcome : {"held", "BROKEN", "not judged", "does not apply"}) {
    const std::vector<std::string> some = laws_with(outcome, output);
    laws.insert(laws.end(), some.begin(), some.end());
  }
  return laws;
}
