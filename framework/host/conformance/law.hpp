// SPDX-License-Identifier: MIT
#pragma once

#include "host/conformance/trial.hpp"

#include <string>
#include <utility>
#include <vector>

namespace lucarne::conformance {

enum class Outcome {
  held,
  broken,
  not_applicable,  ///< the law says nothing of such a plugin
  not_judged,      ///< it rests on a law that is broken
  refused,         ///< the host does not load the plugin
  misused,         ///< a setting or the pipeline given on the command line is wrong
};

/// What came of one law.
struct Verdict {
  Outcome outcome = Outcome::held;
  std::string found{};  ///< what was seen; why a law does not apply; a remark where it held
};

/// One thing that every plugin must do.
struct Law {
  std::string id;                  ///< "merge-empty"
  std::string statement;           ///< one line, what holds
  std::string remedy;              ///< how to mend a plugin that breaks it
  std::vector<std::string> needs;  ///< laws without which this one cannot be judged
  Verdict (*judge)(const Trial&);
};

/// All laws, in the order in which they are judged: each behind those that it needs.
std::vector<Law> all_laws();

std::vector<Law> laws_of_declaration();
std::vector<Law> laws_of_running();
std::vector<Law> laws_of_repeating();
std::vector<Law> laws_of_folding();
std::vector<Law> laws_of_odd_input();
std::vector<Law> laws_of_bounds();

inline Verdict held(std::string remark = "") { return {Outcome::held, std::move(remark)}; }
inline Verdict broken(std::string found) { return {Outcome::broken, std::move(found)}; }
inline Verdict not_applicable(std::string why) { return {Outcome::not_applicable, std::move(why)}; }
/// Held where `difference` is empty, else broken by it.
inline Verdict held_unless(const std::string& what, const std::string& difference) {
  return difference.empty() ? held() : broken(what + ": " + difference);
}

}  // namespace lucarne::conformance
