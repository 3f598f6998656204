// SPDX-License-Identifier: MIT
#include "network/operators/operator.hpp"

namespace lucarne {

const OperatorEntry* find_operator(std::string_view op) {
  for (const OperatorEntry& entry : all_operators()) {
    if (entry.op == op) return &entry;
  }
  return nullptr;
}

}  // namespace lucarne
