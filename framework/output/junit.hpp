// SPDX-License-Identifier: MIT
#pragma once

#include "output/run_record.hpp"

#include <string>

namespace lucarne {

/// A run as JUnit XML, which systems of continuous integration show: a test case for every stage
/// (an error where it failed or lacks figures) and for every gate (a failure where it did not
/// hold).
std::string junit_xml(const RunRecord& run);

}  // namespace lucarne
