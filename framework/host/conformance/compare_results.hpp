// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/results.hpp>

#include <string>

namespace lucarne::conformance {

/// The first thing in which two results differ, "scalar 'mean' is 1 and 2"; empty where they agree.
/// With tolerance 0 everything is compared to the bit, figures and remarks too; NaN equals NaN.
/// Otherwise numbers of scalars, tables and arrays may differ by `tolerance` times the largest
/// magnitude beside them (the array's, the column's; at least 1), and figures and remarks, which
/// follow from them, are not looked at.
std::string difference(const Results& a, const Results& b, double tolerance);

}  // namespace lucarne::conformance
