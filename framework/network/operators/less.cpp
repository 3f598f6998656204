// SPDX-License-Identifier: MIT
#include "network/comparison.hpp"

namespace lucarne {
namespace {

std::unique_ptr<Operator> make_less(NodeReader& node) {
  return comparison(node, [](float a, float b) { return a < b; });
}

}  // namespace

OperatorEntry less_operator() { return comparison_entry("Less", 7, make_less); }

}  // namespace lucarne
