// SPDX-License-Identifier: MIT
#include "network/reshaping.hpp"

namespace lucarne {
namespace {

std::unique_ptr<Operator> make_identity(NodeReader& node) {
  node.require_inputs(1, 1);
  return std::make_unique<Reshaping>(node.shape(0), node.place(0));
}

// Exporters write an Identity where two layers share one initialiser.
Constant fold_identity(NodeReader& node) {
  node.require_inputs(1, 1);
  return *node.constant(0);
}

}  // namespace

OperatorEntry identity_operator() {
  return {.op = "Identity",
          .make = make_identity,
          .fold = fold_identity,
          .batch = BatchRule::anywhere,
          .moves = true};
}

}  // namespace lucarne
