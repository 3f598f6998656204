// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

/// What came of one test of ONNX's own suite.
enum class Verdict {
  passed,   ///< every output is what the suite says, however it could be asked for
  wrong,    ///< some output is not
  refused,  ///< with a message
  no_case   ///< nothing to compare: no output of a kind that is read, or no test data
};

struct SuiteOutcome {
  std::string name;  ///< of the folder: "test_abs"
  Verdict verdict = Verdict::no_case;
  std::string message;              ///< why it was refused, or what is wrong
  std::set<std::string> operators;  ///< of all nodes
};

/// Runs the test in `folder` (model.onnx, test_data_set_0/input_0.pb, output_0.pb, ...): once with
/// its first input that can be one as the items, its leading axis being the batch, and the others
/// as constants; once with all inputs as constants, so that the graph is evaluated while it is
/// built. One of the two is enough, but none may be wrong. Within 1e-5 of a number where the model
/// is one operator, else within the suite's own 1e-3, both with 1e-7 for what should be zero.
SuiteOutcome run_suite_case(const std::filesystem::path& folder);

/// All folders of the four suites whose networks are of operators that a trained network may have.
std::vector<std::filesystem::path> suite_folders();
