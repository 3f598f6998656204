// SPDX-License-Identifier: MIT
#pragma once

#include "output/comparison.hpp"
#include "output/run_reader.hpp"

#include <vector>

namespace lucarne {

/// Every scalar of either stage, in the order of the first and then what only the second has.
std::vector<ScalarPair> paired_scalars(const StageResults& a, const StageResults& b);

/// The rows of two tables side by side, joined on their first column, or on as many leading columns
/// as it takes to tell rows apart (texts and whole numbers only). Rows that still cannot be told
/// apart are joined in order. A column that agrees in all rows stands once; any other stands for A,
/// for B and, where it holds numbers, as B - A. What only one table has leaves the other's cells
/// empty.
Table join_tables(const Table& a, const Table& b);

/// Digits after the point that show `value` to five significant ones.
int shown_decimals(double value);

}  // namespace lucarne
