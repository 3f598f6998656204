// SPDX-License-Identifier: MIT
#include "host/conformance/conformance.hpp"

#include "host/conformance/law_process.hpp"

#include <lucarne/suggest.hpp>

#include <algorithm>
#include <map>

namespace lucarne::conformance {
namespace {

// Judged by what the sanitizers say of all the others.
Law memory_law() {
  return {"memory",
          "AddressSanitizer finds nothing while the other laws are judged",
          "build the plugin with -fsanitize=address -g too and run it again: the report names the "
          "line; often an index beyond a matrix, or a reference to what has gone",
          {},
          nullptr};
}

Verdict memory_verdict(const std::string& complaint) {
  if (!complaint.empty()) return broken(complaint);
#ifdef __SANITIZE_ADDRESS__
  return held("built with AddressSanitizer");
#else
  return not_applicable(
      "this lucarne was built without AddressSanitizer; 'cmake --preset asan' builds one with it");
#endif
}

std::vector<Law> chosen(const std::vector<std::string>& ids) {
  std::vector<Law> laws;
  std::vector<std::string> known;
  for (Law& law : all_laws()) {
    known.push_back(law.id);
    if (ids.empty() || std::ranges::find(ids, law.id) != ids.end()) laws.push_back(std::move(law));
  }
  for (const std::string& id : ids) {
    if (std::ranges::find(known, id) == known.end()) {
      throw Error("unknown law '" + id + "'" + suggestion(id, known, "laws"));
    }
  }
  return laws;
}

}  // namespace

std::vector<Law> all_laws() {
  std::vector<Law> all;
  for (const auto& laws : {laws_of_declaration(), laws_of_running(), laws_of_repeating(),
                           laws_of_folding(), laws_of_bounds(), laws_of_odd_input()}) {
    all.insert(all.end(), laws.begin(), laws.end());
  }
  all.push_back(memory_law());
  return all;
}

std::vector<LawReport> judge(const Judgement& judgement,
                             const std::function<void(const LawReport&)>& judged) {
  std::vector<LawReport> reports;
  std::map<std::string, Outcome> outcomes;
  std::string complaint;
  for (const Law& law : chosen(judgement.laws)) {
    LawReport report{law, {}};
    const auto missing = std::ranges::find_if(law.needs, [&](const std::string& need) {
      const auto found = outcomes.find(need);
      return found != outcomes.end() && found->second != Outcome::held &&
             found->second != Outcome::not_applicable;
    });
    if (law.judge == nullptr) {
      report.verdict = memory_verdict(complaint);
    } else if (missing != law.needs.end()) {
      report.verdict = {Outcome::not_judged, "it rests on '" + *missing + "', which does not hold"};
    } else {
      std::vector<std::string> command = judgement.command;
      command.insert(command.end(), {"--law", law.id});
      const Ended ended = run_to_end(command, judgement.seconds);
      report.verdict = verdict_of(law, ended, judgement.seconds);
      const std::string of_this = memory_complaint(ended);
      if (!of_this.empty() && report.verdict.outcome == Outcome::broken) {
        report.verdict = {Outcome::not_judged, "a sanitizer ended it; see 'memory'"};
      }
      if (complaint.empty() && !of_this.empty()) complaint = "judging '" + law.id + "': " + of_this;
    }
    outcomes[law.id] = report.verdict.outcome;
    judged(report);
    reports.push_back(report);
    const Outcome outcome = report.verdict.outcome;
    if (outcome == Outcome::refused || outcome == Outcome::misused) break;
  }
  return reports;
}

}  // namespace lucarne::conformance
