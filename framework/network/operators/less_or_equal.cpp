// SPDX-License-Identifier: MIT
#include "network/comparison.hpp"

namespace lucarne {
namespace {

std::unique_ptr<Operator> make(NodeReader& node) {
  return comparison(node, [](float a, float b) { return a <= b; });
}

}  // namespace

OperatorEntry less_or_equal_operator() { return comparison_entry("LessOrEqual", 12, make); }

}  // namespace lucarne
