// SPDX-License-Identifier: MIT
#include "network/operators/operator.hpp"

namespace lucarne {
namespace {

// Integers are computed before this is asked (network/folding).
Constant fold(NodeReader& node) {
  node.refuse("only remainders of integers that are known beforehand are supported");
}

}  // namespace

OperatorEntry mod_operator() { return {.op = "Mod", .since = 10, .fold = fold}; }

}  // namespace lucarne
