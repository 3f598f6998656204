// SPDX-License-Identifier: MIT
#include "network/comparison.hpp"

namespace lucarne {
namespace {

std::unique_ptr<Operator> make_or(NodeReader& node) {
  return comparison(node, [](float a, float b) { return a != 0.0F || b != 0.0F; });
}

}  // namespace

OperatorEntry or_operator() { return comparison_entry("Or", 7, make_or); }

}  // namespace lucarne
