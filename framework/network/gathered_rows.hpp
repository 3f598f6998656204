// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"

#include <memory>

namespace lucarne {

/// Slices of a constant along one axis, by numbers that each item holds: a look-up in a table, as
/// of the embeddings of tokens. Numbers below 0 count from the end. The forward step throws an
/// Error that names node, item and number where one is beyond the table. throws: Error, by the
/// node, where its first two inputs are no such table and numbers
std::unique_ptr<Operator> gathered_rows(NodeReader& node, std::int64_t axis);

}  // namespace lucarne
