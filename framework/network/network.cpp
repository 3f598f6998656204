// SPDX-License-Identifier: MIT
#include "network/network.hpp"

#include "network/graph.hpp"
#include "network/graph_pass.hpp"
#include "network/merge_normalization.hpp"

#include <lucarne/error.hpp>
#include <lucarne/suggest.hpp>

namespace lucarne {
namespace {

std::size_t weighted_layer(const Network::Graph& graph, std::string_view name) {
  std::vector<std::string> weighted;
  for (std::size_t i = 0; i < graph.layers.size(); ++i) {
    const Layer& layer = graph.layers[i];
    if (!layer.weighted) continue;
    if (layer.name == name || layer.tensor == name) return i;
    weighted.push_back(layer.name);
  }
  throw Error("layer '" + std::string(name) + "' with a weight matrix wanted" +
              suggestion(name, weighted, "layers with weights"));
}

std::size_t node_of(const Network::Graph& graph, std::string_view name) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < graph.layers.size(); ++i) {
    if (graph.layers[i].name == name || graph.layers[i].tensor == name) return i;
    names.push_back(graph.layers[i].name);
  }
  throw Error("layer '" + std::string(name) + "' not in model; layers are " + join(names));
}

}  // namespace

Network::Network(std::unique_ptr<const Graph> graph) : graph_(std::move(graph)) {}
Network::~Network() = default;

const std::string& Network::input_name() const { return graph_->tensors[0].name; }
const Shape& Network::input_shape() const { return graph_->tensors[0].shape; }
arma::uword Network::n_classes() const {
  return n_elements(graph_->tensors[graph_->ids.at(graph_->logits)].shape);
}
const std::vector<Layer>& Network::layers() const { return graph_->layers; }
const std::string& Network::logits() const { return graph_->logits; }
const std::string& Network::probabilities() const { return graph_->probabilities; }

const arma::fmat& Network::weights(std::string_view layer) const {
  return *graph_->nodes[weighted_layer(*graph_, layer)].computation->weights();
}

const arma::fvec& Network::biases(std::string_view layer) const {
  return graph_->biases[weighted_layer(*graph_, layer)];
}

std::unique_ptr<Pass> Network::start_pass() const { return std::make_unique<GraphPass>(*graph_); }

std::unique_ptr<LinearMap> Network::linear_map(std::string_view layer,
                                               const WeightChange& change) const {
  const std::size_t node = node_of(*graph_, layer);
  return graph_->nodes[node].computation->linear_map(change, graph_->biases[node]);
}

std::unique_ptr<Model> Network::with_merged_normalization() const {
  std::optional<GraphSpec> merged = merge_normalization(*graph_);
  if (!merged) return nullptr;
  return std::make_unique<Network>(build_graph(std::move(*merged)));
}

std::unique_ptr<Pass> Network::start_forward_pass(const std::vector<std::string>& kept) const {
  std::vector<TensorId> ids;
  for (const std::string& name : kept) ids.push_back(graph_->find(name));
  return std::make_unique<GraphPass>(*graph_, ids);
}

std::vector<NetworkInput> Network::inputs() const {
  std::vector<NetworkInput> inputs;
  arma::uword offset = 0;
  for (const GraphInput& input : graph_->inputs) {
    inputs.push_back({input.name, input.shape, offset, input.kind != ElementKind::floats});
    offset += n_elements(input.shape);
  }
  return inputs;
}

const std::map<std::string, std::string>& Network::metadata() const { return graph_->metadata; }

}  // namespace lucarne
