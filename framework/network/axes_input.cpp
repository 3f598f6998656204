// SPDX-License-Identifier: MIT
#include "network/axes_input.hpp"

namespace lucarne {

std::optional<std::vector<std::int64_t>> read_axes(NodeReader& node, int since, std::size_t input) {
  if (node.opset() < since) {
    const std::vector<std::int64_t>* axes = node.integers("axes");
    if (axes == nullptr) return std::nullopt;
    return *axes;
  }
  if (!node.has_input(input)) return std::nullopt;
  return node.integer_constant(input, "axes").integers;
}

}  // namespace lucarne
