// SPDX-License-Identifier: MIT
#pragma once

#include "data/split_source.hpp"
#include "data/stored_array.hpp"

#include <memory>
#include <string>
#include <vector>

namespace lucarne {

/// The items of one input of a network.
struct InputArray {
  std::string name;
  StoredArray items;
};

/// Items that feed several inputs: an array for each, in this order one after the other in an item,
/// and one of labels.
/// throws: DataError where they hold different numbers of items, or an array holds none
std::unique_ptr<SplitSource> join_inputs(std::vector<InputArray> inputs, StoredArray labels,
                                         const std::vector<std::string>& class_names);

}  // namespace lucarne
