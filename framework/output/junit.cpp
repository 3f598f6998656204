// SPDX-License-Identifier: MIT
#include "output/junit.hpp"

#include "output/report_encoding.hpp"

#include <fmt/format.h>

#include <string_view>

namespace lucarne {
namespace {

void replace_all(std::string& text, std::string_view old, std::string_view instead) {
  for (std::size_t at = 0; (at = text.find(old, at)) != std::string::npos; at += instead.size()) {
    text.replace(at, old.size(), instead);
  }
}

// As in HTML, but XML forbids two code points more, and readers turn line ends within an attribute
// into blanks.
std::string attribute(std::string_view value) {
  std::string text = escaped(value);
  replace_all(text, "\xEF\xBF\xBE", "\xEF\xBF\xBD");
  replace_all(text, "\xEF\xBF\xBF", "\xEF\xBF\xBD");
  replace_all(text, "\n", "&#10;");
  replace_all(text, "\t", "&#9;");
  replace_all(text, "\r", "&#13;");
  return text;
}

struct Suite {
  std::string name;
  std::string cases{};
  std::size_t n_tests = 0;
  std::size_t n_failures = 0;
  std::size_t n_errors = 0;
  double seconds = 0;

  void add(const std::string& test, double took, const std::string& outcome) {
    ++n_tests;
    seconds += took;
    cases += fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\"",
                         attribute(name), attribute(test), took);
    cases += outcome.empty() ? "/>\n" : ">\n" + outcome + "    </testcase>\n";
  }
  std::string counts() const {
    return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"0\" time=\"{:.3f}\"",
                       n_tests, n_failures, n_errors, seconds);
  }
};

std::string outcome(const char* kind, const char* type, const std::string& message) {
  return fmt::format("      <{0} type=\"{1}\" message=\"{2}\"/>\n", kind, type, attribute(message));
}

Suite stages_of(const RunRecord& run) {
  Suite suite{run.name + ".stages"};
  for (const StageRecord& stage : run.stages) {
    std::string what;
    if (!stage.complete) {
      what = stage.error;
    } else {
      for (const std::string& problem : stage.drawing_problems) {
        what += (what.empty() ? "" : "\n") + problem;
      }
    }
    const bool is_sound = stage.complete && stage.drawing_problems.empty();
    suite.n_errors += is_sound ? 0 : 1;
    suite.add(stage.id, stage.compute_seconds + stage.drawing_seconds,
              is_sound ? "" : outcome("error", stage.complete ? "figure" : "stage", what));
  }
  return suite;
}

Suite gates_of(const RunRecord& run) {
  Suite suite{run.name + ".gates"};
  for (const GateRecord& gate : run.gates) {
    suite.n_failures += gate.passed ? 0 : 1;
    suite.add(gate.text, 0, gate.passed ? "" : outcome("failure", "gate", failure_text(gate)));
  }
  return suite;
}

}  // namespace

std::string junit_xml(const RunRecord& run) {
  const Suite stages = stages_of(run);
  const Suite gates = gates_of(run);
  std::string xml = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\" tests=\"{}\" "
      "failures=\"{}\" errors=\"{}\" time=\"{:.3f}\">\n",
      attribute("lucarne." + run.name), stages.n_tests + gates.n_tests, gates.n_failures,
      stages.n_errors, run.seconds);
  for (const Suite* suite : {&stages, &gates}) {
    xml +=
        fmt::format("  <testsuite name=\"{}\" {} timestamp=\"{}\">\n{}  </testsuite>\n",
                    attribute(suite->name), suite->counts(), attribute(run.started), suite->cases);
  }
  return xml + "</testsuites>\n";
}

}  // namespace lucarne
