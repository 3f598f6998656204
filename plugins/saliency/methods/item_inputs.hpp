// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/reverse_rule.hpp>

namespace lucarne::saliency {

/// How many of a node's inputs hold values of the items, and not the same ones for all.
inline std::size_t count_item_inputs(const NodeView& node) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < node.n_inputs(); ++i) count += node.input(i) != nullptr ? 1 : 0;
  return count;
}

}  // namespace lucarne::saliency
