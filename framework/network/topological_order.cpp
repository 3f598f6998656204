// SPDX-License-Identifier: MIT
#include "network/graph.hpp"

#include <lucarne/error.hpp>
#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <queue>

namespace lucarne {
namespace {

constexpr std::size_t given = std::numeric_limits<std::size_t>::max();

std::string title(const NodeSpec& node) {
  const bool named = !node.name.empty() || node.outputs.empty();
  return fmt::format("node '{}' ({})", named ? node.name : node.outputs[0], node.op);
}

/// Which node produces each tensor; `given` for the input and the initialisers.
std::unordered_map<std::string, std::size_t> producers(const GraphSpec& spec) {
  std::unordered_map<std::string, std::size_t> producer;
  for (const auto& [name, constant] : spec.constants) producer.emplace(name, given);
  for (const GraphInput& input : spec.inputs) {
    if (producer.emplace(input.name, given).second) continue;
    throw Error(fmt::format("tensor '{}' is both an input and an initialiser", input.name));
  }
  for (std::size_t i = 0; i < spec.nodes.size(); ++i) {
    for (const std::string& output : spec.nodes[i].outputs) {
      if (!output.empty() && !producer.emplace(output, i).second) {
        throw Error(fmt::format("tensor '{}' has two origins; the second is {}", output,
                                title(spec.nodes[i])));
      }
    }
  }
  return producer;
}

[[noreturn]] void refuse_cycle(const GraphSpec& spec, const std::vector<std::size_t>& waiting) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < spec.nodes.size(); ++i) {
    if (waiting[i] > 0) names.push_back(title(spec.nodes[i]));
  }
  throw Error("the graph has a cycle; it lies among " + join(names, 8));
}

}  // namespace

std::vector<std::size_t> topological_order(const GraphSpec& spec) {
  const std::unordered_map<std::string, std::size_t> producer = producers(spec);
  std::vector<std::size_t> waiting(spec.nodes.size());  // inputs not yet computed, per node
  std::vector<std::vector<std::size_t>> readers(spec.nodes.size());
  // The lowest number first keeps the file's own order wherever that is valid.
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  for (std::size_t i = 0; i < spec.nodes.size(); ++i) {
    for (const std::string& input : spec.nodes[i].inputs) {
      if (input.empty()) continue;
      const auto found = producer.find(input);
      if (found == producer.end()) {
        throw Error(fmt::format(
            "{} reads tensor '{}', which is no input, no initialiser and no node's output",
            title(spec.nodes[i]), input));
      }
      if (found->second == given) continue;
      readers[found->second].push_back(i);
      ++waiting[i];
    }
    if (waiting[i] == 0) ready.push(i);
  }
  std::vector<std::size_t> order;
  while (!ready.empty()) {
    const std::size_t node = ready.top();
    ready.pop();
    order.push_back(node);
    for (const std::size_t reader : readers[node]) {
      if (--waiting[reader] == 0) ready.push(reader);
    }
  }
  if (order.size() < spec.nodes.size()) refuse_cycle(spec, waiting);
  return order;
}

}  // namespace lucarne
