// SPDX-License-Identifier: MIT
#include "network/comparison.hpp"

namespace lucarne {
namespace {

std::unique_ptr<Operator> make_less_or_equal(NodeReader& node) {
  return comparison(node, [](float a, float b) { return a <= b; });
}

}  // namespace

OperatorEntry less_or_equal_operator() {
  return comparison_entry("LessOrEqual", 12, make_less_or_equal);
}

}  // namespace lucarne
