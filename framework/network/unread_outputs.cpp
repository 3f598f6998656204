// SPDX-License-Identifier: MIT
#include "network/unread_outputs.hpp"

#include <algorithm>
#include <set>

namespace lucarne {
namespace {

constexpr std::string_view with_optional_outputs[] = {"BatchNormalization", "LayerNormalization",
                                                      "Dropout", "MaxPool"};

}  // namespace

void drop_unread_outputs(GraphSpec& spec) {
  std::set<std::string> read(spec.outputs.begin(), spec.outputs.end());
  for (const NodeSpec& node : spec.nodes) read.insert(node.inputs.begin(), node.inputs.end());
  for (NodeSpec& node : spec.nodes) {
    if (std::ranges::find(with_optional_outputs, node.op) == std::end(with_optional_outputs)) {
      continue;
    }
    for (std::size_t i = 1; i < node.outputs.size(); ++i) {
      if (!read.contains(node.outputs[i])) node.outputs[i].clear();
    }
    while (node.outputs.size() > 1 && node.outputs.back().empty()) node.outputs.pop_back();
  }
}

}  // namespace lucarne
