// SPDX-License-Identifier: MIT
#include "network/comparison.hpp"

namespace lucarne {
namespace {

std::unique_ptr<Operator> make_equal(NodeReader& node) {
  return comparison(node, [](float a, float b) { return a == b; });
}

}  // namespace

OperatorEntry equal_operator() { return comparison_entry("Equal", 7, make_equal); }

}  // namespace lucarne
