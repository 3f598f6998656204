// SPDX-License-Identifier: MIT
#pragma once

#include "output/run_reader.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace lucarne {

/// Where two runs of one pipeline differ: in a scalar, a column of a table, or an array. Of a
/// column and an array, the element that differs most.
struct NumberDifference {
  std::string where;     ///< "errors.accuracy", "errors.classes[2, recall]", "embedding.map[17]"
  std::string recorded;  ///< as text
  std::string found;
  double difference = 0;  ///< infinite where they cannot be subtracted
  double allowed = 0;     ///< 0: none
  bool beyond() const { return !(difference <= allowed) || allowed == 0; }
};

struct NumberComparison {
  std::uint64_t n_compared = 0;               ///< numbers and texts
  std::uint64_t n_different = 0;              ///< of them
  std::vector<NumberDifference> differences;  ///< the largest for its allowance first
  /// What is in one run only: stages, scalars, tables, arrays, or shapes that differ.
  std::vector<std::string> unmatched;

  bool holds() const;  ///< nothing unmatched, and no difference beyond what is allowed
};

/// Compares every scalar, table cell and array. `tolerance` 0: to the bit. Otherwise a difference
/// of fractional numbers is allowed up to `tolerance` times the largest magnitude of the same
/// scalar, column or array; whole numbers and texts must be the same. throws: Error, DataError
/// where a file cannot be read
NumberComparison compare_numbers(const StoredRun& recorded, const StoredRun& found,
                                 double tolerance);

}  // namespace lucarne
