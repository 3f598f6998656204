// SPDX-License-Identifier: MIT
#include "network/comparison.hpp"

namespace lucarne {
namespace {

std::unique_ptr<Operator> make_and(NodeReader& node) {
  return comparison(node, [](float a, float b) { return a != 0.0F && b != 0.0F; });
}

}  // namespace

OperatorEntry and_operator() { return comparison_entry("And", 7, make_and); }

}  // namespace lucarne
