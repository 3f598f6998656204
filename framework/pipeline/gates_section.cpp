// SPDX-License-Identifier: MIT
#include "pipeline/scalars.hpp"
#include "pipeline/sections.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

constexpr const char* gates_wanted =
    "'expect': wanted a list of gates, such as - errors.accuracy >= 0.96, ";

void add_gate(const YamlNode& node, std::span<const std::string> stage_ids,
              std::vector<Gate>& gates, Diagnostics& diagnostics) {
  if (node.kind != YamlNode::Kind::scalar) {
    diagnostics.error(node.position,
                      "wanted a gate, such as errors.accuracy >= 0.96, " + found(node));
    return;
  }
  try {
    gates.push_back(parse_gate(node.text, stage_ids));
    gates.back().position = node.position;
  } catch (const GateSyntaxError& error) {
    const Position position = diagnostics.inside(node.position, node.text, error.offset());
    diagnostics.error(position, error.what());
  }
}

}  // namespace

std::vector<Gate> parse_gates(const YamlNode& node, const std::vector<StageSpec>& stages,
                              Diagnostics& diagnostics) {
  std::vector<std::string> stage_ids;
  for (const StageSpec& stage : stages) {
    if (!stage.id.empty()) stage_ids.push_back(stage.id);
  }
  std::vector<Gate> gates;
  // As with every list, one value may stand for a list of one.
  if (node.kind == YamlNode::Kind::scalar) {
    add_gate(node, stage_ids, gates, diagnostics);
  } else if (node.kind == YamlNode::Kind::sequence) {
    for (const YamlNode& item : node.items) add_gate(item, stage_ids, gates, diagnostics);
  } else {
    diagnostics.error(node.position, gates_wanted + found(node));
  }
  return gates;
}

}  // namespace lucarne
