// SPDX-License-Identifier: MIT
#include "onnx_suite/suite_case.hpp"

#include "network/operators/operator.hpp"
#include "support/gradient_cases.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>

namespace {

std::vector<SuiteOutcome> all_outcomes() {
  std::vector<SuiteOutcome> outcomes;
  for (const auto& folder : suite_folders()) outcomes.push_back(run_suite_case(folder));
  return outcomes;
}

bool is_supported(const std::string& op) { return lucarne::find_operator(op) != nullptr; }

// The suite counts the length of the result before it is rounded to whole numbers; ONNX's text, and
// PyTorch, count the result's own.
constexpr const char* disputed = "test_resize_downsample_scales_linear_align_corners";

// Why a network of operators that are all known may be refused.
constexpr const char* reasons[] = {
    "is the batch",  // the items would depend on one another
    "has the batch",
    "training mode",
    "elements of type",
    "does not say which opset",
    "is of domain",
    "tensors in segments",
    "one output wanted",
    "only transA=0 is supported",
    "C has shape",
    "mode 'cubic'",
    "'tf_crop_and_resize' is not supported",
    "only remainders of integers",
    "the inputs are to be constants",
    "integers and floats cannot be mixed",
    "nothing is left of axis",
    "has no elements",
    "has items of shape 0",
    "this operator computes floats",
    "the output of indices",
    "fmod=1 is not for integers",
};

// Operators whose gradients are those that PyTorch recorded, all of them.
std::set<std::string> reversed_operators() {
  std::set<std::string> reversed;
  std::set<std::string> wrong;
  for (const GradientCase& one : gradient_cases()) {
    (one.fault().empty() ? reversed : wrong).insert(one.op());
  }
  for (const std::string& op : wrong) reversed.erase(op);
  return reversed;
}

// How many of an operator's tests pass, as a table for docs/operators.md.
std::string table_of(const std::vector<SuiteOutcome>& outcomes) {
  struct Count {
    int passed = 0;
    int run = 0;
  };
  std::map<std::string, Count> counts;
  for (const lucarne::OperatorEntry& entry : lucarne::all_operators()) {
    counts[std::string(entry.op)] = {};
  }
  for (const SuiteOutcome& outcome : outcomes) {
    if (outcome.verdict == Verdict::no_case) continue;
    if (!std::ranges::all_of(outcome.operators, is_supported)) continue;
    for (const std::string& op : outcome.operators) {
      counts[op].passed += outcome.verdict == Verdict::passed ? 1 : 0;
      ++counts[op].run;
    }
  }
  const std::set<std::string> reversed = reversed_operators();
  std::string table =
      "| operator | since opset | reverse | tests passed | of |\n|---|---|---|---|---|\n";
  for (const auto& [op, count] : counts) {
    table += fmt::format("| {} | {} | {} | {} | {} |\n", op, lucarne::find_operator(op)->since,
                         reversed.contains(op) ? "yes" : "", count.passed, count.run);
  }
  return table;
}

}  // namespace

TEST_CASE("operators give what ONNX's own suite says", "[suite]") {
  int n_passed = 0;
  const std::vector<SuiteOutcome> outcomes = all_outcomes();
  for (const SuiteOutcome& outcome : outcomes) {
    INFO(outcome.name << ": " << outcome.message);
    n_passed += outcome.verdict == Verdict::passed ? 1 : 0;
    if (outcome.name != disputed) CHECK(outcome.verdict != Verdict::wrong);
    const bool all_known = std::ranges::all_of(outcome.operators, is_supported);
    if (outcome.verdict != Verdict::refused || !all_known) continue;
    CHECK(std::ranges::any_of(reasons, [&outcome](const char* reason) {
      return outcome.message.find(reason) != std::string::npos;
    }));
  }
  // Counted when this was written: fewer would mean that the suite is not where it is looked for.
  CHECK(n_passed >= 440);

  std::ifstream in(LUCARNE_SOURCE_DIR "/docs/operators.md");
  const std::string page((std::istreambuf_iterator<char>(in)), {});
  INFO("docs/operators.md is to hold what test_onnx_suite '[.table]' prints");
  CHECK_THAT(page, Catch::Contains("begin -->\n" + table_of(outcomes) + "<!-- "));
}

// Prints the table: test_onnx_suite '[.table]'
TEST_CASE("the table of operators", "[.table]") {
  const std::string table = table_of(all_outcomes());
  std::cout << table;
  CHECK(table.size() > 1000);
}
