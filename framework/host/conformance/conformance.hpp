// SPDX-License-Identifier: MIT
#pragma once

#include "host/conformance/law.hpp"

#include <functional>
#include <string>
#include <vector>

namespace lucarne::conformance {

/// A law and what came of it.
struct LawReport {
  Law law;
  Verdict verdict;
};

/// What is judged, and by which processes.
struct Judgement {
  std::vector<std::string> laws;  ///< by id; empty: all
  double seconds = 60;            ///< for each law
  /// This program with all that it was told; "--law" and an id are added.
  std::vector<std::string> command;
};

/// Judges the laws one after the other, each in a process of its own, so that a plugin that crashes
/// or hangs costs one law. Ends after the first where the plugin is refused.
/// throws: Error for a law that there is not
std::vector<LawReport> judge(const Judgement& judgement,
                             const std::function<void(const LawReport&)>& judged);

}  // namespace lucarne::conformance
