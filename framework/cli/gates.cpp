// SPDX-License-Identifier: MIT
#include "cli/gates.hpp"

#include "output/files.hpp"
#include "output/junit.hpp"
#include "output/run_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

std::string gate_line(const GateRecord& gate) {
  return fmt::format("gate '{}' {}", gate.text,
                     gate.passed ? "passed: found " + found_text(gate, Language::english)
                                 : "failed: " + failure_text(gate));
}

std::string gate_table(const std::vector<GateRecord>& gates) {
  constexpr std::size_t widest = 60;
  std::size_t width = 0;
  for (const GateRecord& gate : gates) width = std::max(width, std::min(gate.text.size(), widest));
  std::string text =
      fmt::format("{} of {} gates passed", gates.size() - n_failed(gates), gates.size());
  for (const GateRecord& gate : gates) {
    text += fmt::format(
        "\n  {}  {:<{}}  {}", gate.passed ? "passed" : "FAILED", gate.text, width,
        gate.passed ? "found " + found_text(gate, Language::english) : failure_text(gate));
  }
  return text;
}

}  // namespace

std::vector<Option> gate_options() {
  return {{"baseline", "RUN", "the run that gates with 'baseline' compare with", false},
          {"junit", "FILE", "write stages and gates as JUnit XML, for CI systems", false}};
}

void show_gates(const std::vector<GateRecord>& gates, const LogStyle& style, Terminal& terminal) {
  if (gates.empty()) return;
  if (!style.json && !style.errors_only) return terminal.conclusion(gate_table(gates));
  for (const GateRecord& gate : gates) {
    if (gate.passed) {
      terminal.line(gate_line(gate));
    } else {
      terminal.error(gate_line(gate));
    }
  }
}

void require_junit_place(const Arguments& arguments) {
  if (!arguments.has("junit")) return;
  const std::filesystem::path file = std::filesystem::absolute(arguments.value("junit", ""));
  std::error_code failed;
  if (!std::filesystem::is_directory(file.parent_path(), failed) ||
      std::filesystem::is_directory(file, failed)) {
    throw UsageError("option '--junit' wants a file in a folder that exists, found '" +
                     arguments.value("junit", "") + "'");
  }
}

void write_junit(const Arguments& arguments, const std::filesystem::path& folder) {
  if (!arguments.has("junit")) return;
  write_file(arguments.value("junit", ""), junit_xml(read_manifest(folder)));
}

}  // namespace lucarne
