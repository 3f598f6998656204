// SPDX-License-Identifier: MIT
#pragma once

#include "data/stored_array.hpp"

#include <armadillo>
#include <string>
#include <vector>

namespace lucarne {

/// Where the pipeline names no classes, more than this is taken for a mistake: a label of 4 billion
/// is no reason to make as many names.
inline constexpr arma::uword most_unnamed_classes = 65536;

/// `value` as a label. `item` is its index, for the message.
/// throws: Error if it is negative, no whole number, or beyond the classes
arma::uword checked_label(double value, arma::uword item,
                          const std::vector<std::string>& class_names);

/// All labels of a file of one dimension (or with further ones of size 1).
/// throws: DataError for another shape, or with the item for a wrong label
arma::uvec read_labels(StoredArray& array, const std::vector<std::string>& class_names);

}  // namespace lucarne
