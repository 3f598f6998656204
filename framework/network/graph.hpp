// SPDX-License-Identifier: MIT
#pragma once

#include "network/graph_spec.hpp"
#include "network/network.hpp"
#include "network/operators/operator.hpp"
#include "network/present_inputs.hpp"

#include <atomic>
#include <limits>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace lucarne {

/// Index into Network::Graph::tensors; no_tensor for a constant, or an input or output left out.
using TensorId = std::size_t;
inline constexpr TensorId no_tensor = std::numeric_limits<TensorId>::max();

/// What a network computes, in the order in which it is computed. Everything in it is checked.
struct Network::Graph {
  /// A tensor that depends on the items.
  struct Tensor {
    std::string name;
    Shape shape;            ///< of one item
    BatchPlace batch = {};  ///< where ONNX's axes have it
    ElementKind kind = ElementKind::floats;
  };

  struct Node {
    NodeSpec spec;  ///< as read, for saving; its name may be empty
    const OperatorEntry* entry = nullptr;
    std::unique_ptr<Operator> computation;
    std::vector<TensorId> inputs;
    std::vector<TensorId> outputs;
  };

  /// A convolution, a Relu and a pooling by quads that are computed in one step where nobody asks
  /// for the two tensors between: what the one writes, the next alone reads.
  struct PooledConvolution {
    const Convolution* computation = nullptr;
    std::size_t convolution = 0;  ///< the nodes' numbers
    std::size_t relu = 0;
    std::size_t pooling = 0;
    /// Forward passes in a row that stored the tensors between for nobody: what the last ones
    /// wanted is what the next is expected to want. It bears on time alone, never on a result.
    std::unique_ptr<std::atomic<unsigned>> stored_in_vain;
  };

  int opset = 13;
  std::vector<GraphInput> inputs;    ///< as read; where there are several, tensor 0 holds them all
  std::optional<arma::uword> batch;  ///< where the file fixed it; computing does not care
  std::map<std::string, std::string> metadata;
  std::map<std::string, Constant> constants;  ///< initialisers and folded nodes, by tensor name
  /// A constant that one operator keeps in a form of its own, and nothing else reads.
  struct Held {
    std::size_t node = 0;
    std::size_t input = 0;
    Shape shape;
  };
  std::map<std::string, Held> held;  ///< by tensor name; those are not among the constants
  std::vector<Tensor> tensors;       ///< the network's input is number 0
  std::unordered_map<std::string, TensorId> ids;  ///< of the tensors' names
  std::vector<Node> nodes;
  /// Nodes whose values count items, so that they cannot be saved as constants: each with the
  /// number of nodes before it.
  std::vector<std::pair<std::size_t, NodeSpec>> size_nodes;
  PresentedValues presented;         ///< what the operators saw and may refer to
  std::vector<std::string> outputs;  ///< names of the network's outputs, as read

  std::vector<PooledConvolution> pooled_convolutions;

  std::vector<Layer> layers;       ///< one for each node
  std::vector<arma::fvec> biases;  ///< likewise; empty where there are none
  std::string logits;
  std::string probabilities;  ///< "" where the network computes none

  /// Layer and tensor names; where one name is both, the earlier node has it.
  std::unordered_map<std::string, TensorId> by_name;

  /// What operators hold made again: with `constants` those of the network as it was read.
  std::map<std::string, Constant> held_constants() const;

  /// throws: Error naming the layers there are
  TensorId find(std::string_view name) const;
};

/// Checks everything, infers the shapes, makes the operators.
/// throws: Error naming the node or tensor that is wrong or not supported
std::unique_ptr<const Network::Graph> build_graph(GraphSpec spec);

/// The order in which nodes can be computed, each after what it reads; as given where possible.
/// throws: Error naming a tensor that nothing produces, one that is produced twice, or a cycle
std::vector<std::size_t> topological_order(const GraphSpec& spec);

/// Fills layers, biases, logits, probabilities and by_name of a graph that is otherwise complete.
void describe_layers(Network::Graph& graph);

}  // namespace lucarne
