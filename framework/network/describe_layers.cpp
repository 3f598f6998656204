// SPDX-License-Identifier: MIT
#include "network/graph.hpp"

#include <lucarne/error.hpp>
#include <lucarne/suggest.hpp>

#include <algorithm>
#include <set>

namespace lucarne {
namespace {

using Graph = Network::Graph;

/// The nodes' own names, or their outputs'; equal ones are numbered from the second on.
class UniqueNames {
 public:
  std::string take(const std::string& wanted) {
    std::string name = wanted;
    // Counting on from the last number keeps a file of many equal names from taking hours.
    for (int& last = numbers_[wanted]; !taken_.insert(name).second;) {
      last = std::max(last, 1) + 1;
      name = wanted + "_" + std::to_string(last);
    }
    return name;
  }

 private:
  std::unordered_map<std::string, int> numbers_;
  std::set<std::string> taken_;
};

const std::string& main_output(const Graph::Node& node) {
  for (const std::string& output : node.spec.outputs) {
    if (!output.empty()) return output;
  }
  return node.spec.outputs[0];
}

/// The closing softmax is one whose output is an output of the network.
void find_logits(Graph& graph) {
  graph.logits = graph.outputs[0];
  for (const std::string& output : graph.outputs) {
    for (const Graph::Node& node : graph.nodes) {
      if (node.spec.outputs[0] == output && node.computation->makes_probabilities()) {
        graph.probabilities = output;
        graph.logits = graph.tensors[node.inputs[0]].name;
        return;
      }
    }
  }
}

/// The tensors that the logits are computed from.
std::vector<bool> leads_to(const Graph& graph, TensorId target) {
  std::vector<bool> leads(graph.tensors.size());
  leads[target] = true;
  for (auto node = graph.nodes.rbegin(); node != graph.nodes.rend(); ++node) {
    bool wanted = false;
    for (const TensorId id : node->outputs) wanted = wanted || (id != no_tensor && leads[id]);
    if (!wanted) continue;
    for (const TensorId id : node->inputs) {
      if (id != no_tensor) leads[id] = true;
    }
  }
  return leads;
}

/// A layer's own biases, or those of the Add that alone reads what it puts out, which is how
/// MatMul networks are written.
arma::fvec biases_of(const Graph& graph, const Graph::Node& node) {
  const arma::fmat* weights = node.computation->weights();
  if (weights == nullptr) return {};
  if (const arma::fvec* own = node.computation->biases()) return *own;
  const Graph::Node* reader = nullptr;
  for (const Graph::Node& other : graph.nodes) {
    for (const TensorId id : other.inputs) {
      if (id != node.outputs[0]) continue;
      if (reader != nullptr) return {};
      reader = &other;
    }
  }
  if (reader == nullptr || reader->computation->weights() != nullptr) return {};
  const arma::fvec* added = reader->computation->biases();
  return added != nullptr && added->n_elem == weights->n_cols ? *added : arma::fvec();
}

}  // namespace

void describe_layers(Graph& graph) {
  find_logits(graph);
  graph.by_name.emplace(graph.tensors[0].name, 0);
  const TensorId logits = graph.ids.at(graph.logits);
  const std::vector<bool> before_logits = leads_to(graph, logits);

  UniqueNames names;
  for (const Graph::Node& node : graph.nodes) {
    const TensorId id = graph.ids.at(main_output(node));
    Layer layer{
        .name = names.take(node.spec.name.empty() ? graph.tensors[id].name : node.spec.name),
        .op = node.spec.op,
        .tensor = graph.tensors[id].name,
        .shape = graph.tensors[id].shape,
        .hidden = node.entry->activation && before_logits[id] && id != logits,
        .weighted = node.computation->weights() != nullptr};
    graph.biases.push_back(biases_of(graph, node));
    graph.by_name.emplace(layer.name, id);
    for (const TensorId input : node.inputs) {
      if (input != no_tensor) layer.inputs.push_back(graph.tensors[input].name);
    }
    for (const TensorId output : node.outputs) {
      if (output == no_tensor) continue;
      layer.outputs.push_back(graph.tensors[output].name);
      graph.by_name.emplace(graph.tensors[output].name, output);
    }
    graph.layers.push_back(std::move(layer));
  }
}

std::map<std::string, Constant> Graph::held_constants() const {
  std::map<std::string, Constant> made;
  for (const auto& [name, place] : held) {
    made[name] = {.shape = place.shape,
                  .floats = nodes[place.node].computation->held_elements(place.input)};
  }
  return made;
}

TensorId Graph::find(std::string_view name) const {
  const auto found = by_name.find(std::string(name));
  if (found != by_name.end()) return found->second;
  std::vector<std::string> names;
  for (const Layer& layer : layers) names.push_back(layer.name);
  throw Error("layer '" + std::string(name) + "' not in model; layers are " + join(names));
}

}  // namespace lucarne
