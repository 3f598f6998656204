// SPDX-License-Identifier: MIT
#include "network/comparison.hpp"

namespace lucarne {
namespace {

std::unique_ptr<Operator> make_greater(NodeReader& node) {
  return comparison(node, [](float a, float b) { return a > b; });
}

}  // namespace

OperatorEntry greater_operator() { return comparison_entry("Greater", 7, make_greater); }

}  // namespace lucarne
