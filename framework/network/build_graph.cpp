// SPDX-License-Identifier: MIT
#include "network/folding/fold_node.hpp"
#include "network/graph.hpp"
#include "network/joint_input.hpp"
#include "network/kind_rules.hpp"
#include "network/older_opsets.hpp"
#include "network/pooled_convolutions.hpp"
#include "network/unread_outputs.hpp"
#include "network/whole_numbers.hpp"

#include <lucarne/error.hpp>
#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace lucarne {
namespace {

constexpr int oldest_opset = 1;
constexpr int newest_opset = 21;

/// Elements of a shape. throws: Error where a size is zero or the product is beyond an item's limit
void require_bounded(const Shape& shape, const std::string& tensor) {
  arma::uword count = 1;
  for (const arma::uword size : shape) {
    if (size == 0 || size > largest_item / count) {
      throw Error(fmt::format("tensor '{}' has items of shape {}; 1 to {} elements are supported",
                              tensor, to_string(shape), largest_item));
    }
    count *= size;
  }
}

void require_no_nan(const std::string& name, const Constant& constant) {
  for (arma::uword i = 0; i < constant.floats.n_elem; ++i) {
    if (std::isnan(constant.floats[i])) {
      throw Error(
          fmt::format("tensor '{}' holds {} at element {} of {}; finite numbers are wanted, train "
                      "the network again",
                      name, constant.floats[i], i, constant.floats.n_elem));
    }
  }
}

class Builder {
 public:
  explicit Builder(GraphSpec spec) : spec_(std::move(spec)) {}

  std::unique_ptr<const Network::Graph> build() {
    if (spec_.opset < oldest_opset || spec_.opset > newest_opset) {
      throw Error(fmt::format("opset {}; {} to {} are supported, export the network with opset 13",
                              spec_.opset, oldest_opset, newest_opset));
    }
    if (spec_.batch && *spec_.batch > largest_item) {
      throw Error(
          fmt::format("input '{}' fixes {} items; at most {} are supported, export the "
                      "network with an open batch",
                      spec_.inputs[0].name, *spec_.batch, largest_item));
    }
    drop_unread_outputs(spec_);
    const std::vector<std::size_t> order = topological_order(spec_);
    graph_->opset = spec_.opset;
    graph_->batch = spec_.batch;
    graph_->metadata = std::move(spec_.metadata);
    graph_->constants = std::move(spec_.constants);
    graph_->outputs = std::move(spec_.outputs);
    for (const auto& [name, constant] : graph_->constants) require_no_nan(name, constant);
    for (const NodeSpec& node : spec_.nodes) {
      for (const std::string& name : node.inputs) ++n_readers_[name];
    }
    add_inputs();
    for (const std::size_t i : order) add_node(std::move(spec_.nodes[i]));
    check_outputs();
    drop_unread_constants();
    describe_layers(*graph_);
    find_pooled_convolutions(*graph_);
    return std::move(graph_);
  }

 private:
  void add_tensor(const std::string& name, const Shape& shape, const BatchPlace& batch,
                  ElementKind kind) {
    require_bounded(shape, name);
    graph_->ids.emplace(name, graph_->tensors.size());
    graph_->tensors.push_back({name, shape, batch, kind});
  }

  // Several inputs are parts of one column, which the network is fed; each is taken out by a node.
  void add_inputs() {
    graph_->inputs = spec_.inputs;
    if (spec_.inputs.size() == 1) {
      const GraphInput& input = spec_.inputs[0];
      return add_tensor(input.name, input.shape, {}, input.kind);
    }
    arma::uword n_all = 0;
    for (const GraphInput& input : spec_.inputs) {
      require_bounded(input.shape, input.name);
      n_all += n_elements(input.shape);
    }
    add_tensor(joint_input_name(spec_), {n_all}, {}, ElementKind::floats);
    arma::uword offset = 0;
    for (const GraphInput& input : spec_.inputs) {
      Network::Graph::Node node = input_node(input, offset);
      node.outputs = {graph_->tensors.size()};
      add_tensor(input.name, input.shape, {}, input.kind);
      graph_->nodes.push_back(std::move(node));
      offset += n_elements(input.shape);
    }
  }

  void add_node(NodeSpec spec) {
    std::vector<NodeReader::Input> inputs;
    for (const std::string& name : spec.inputs) {
      const auto id = graph_->ids.find(name);
      const auto constant = graph_->constants.find(name);
      NodeReader::Input input{.name = name};
      if (id != graph_->ids.end()) {
        input.shape = &graph_->tensors[id->second].shape;
        input.place = graph_->tensors[id->second].batch;
        input.kind = graph_->tensors[id->second].kind;
      } else if (!name.empty()) {
        input.constant = &constant->second;
      }
      inputs.push_back(input);
    }
    const OperatorEntry& entry =
        supported(spec, NodeReader(spec, inputs, spec_.opset, spec_.batch));
    NodeSpec seen = spec;
    if (spec_.opset < 7) as_in_opset_7(seen, inputs, spec_.opset, graph_->presented.constants);
    const NodeReader reader(seen, inputs, spec_.opset, spec_.batch);
    if (entry.folds_tensors) present_inputs(reader, entry, inputs, graph_->presented);
    if (auto values = fold_node(seen, entry, inputs, spec_.opset)) {
      add_constants(std::move(spec), std::move(*values));
    } else {
      compute(spec, seen, entry, std::move(inputs));
    }
  }

  const OperatorEntry& supported(const NodeSpec& spec, const NodeReader& reader) const {
    const OperatorEntry* entry = find_operator(spec.op);
    if (entry == nullptr) {
      std::vector<std::string> names;
      for (const OperatorEntry& known : all_operators()) names.emplace_back(known.op);
      std::ranges::sort(names);
      reader.refuse("the operator is not supported; export the network with these alone: " +
                    join(names, names.size()));
    }
    if (spec_.opset < entry->since) {
      reader.refuse(fmt::format("the operator exists since opset {}", entry->since));
    }
    if (std::ranges::all_of(spec.outputs, &std::string::empty)) {
      reader.refuse("the node has no output");
    }
    return *entry;
  }

  void add_constants(NodeSpec spec, std::vector<Constant> values) {
    bool counts_items = false;
    for (std::size_t i = 0; i < spec.outputs.size(); ++i) {
      if (spec.outputs[i].empty()) continue;
      Constant& value = values.at(i);
      require_no_nan(spec.outputs[i], value);
      counts_items = counts_items || value.counts_items();
      graph_->constants.emplace(spec.outputs[i], std::move(value));
    }
    if (counts_items) graph_->size_nodes.emplace_back(graph_->nodes.size(), std::move(spec));
  }

  // `seen` is what the operator reads, `spec` what is saved.
  void compute(NodeSpec& spec, const NodeSpec& seen, const OperatorEntry& entry,
               std::vector<NodeReader::Input> inputs) {
    Network::Graph::Node node;
    for (const std::string& name : spec.inputs) {
      const auto id = graph_->ids.find(name);
      node.inputs.push_back(id == graph_->ids.end() ? no_tensor : id->second);
    }
    const NodeReader raw(seen, inputs, spec_.opset, spec_.batch);
    if (entry.make == nullptr) raw.refuse("the inputs are to be constants");
    const ElementKind data = data_kind(raw, entry);
    require_no_infinite_weights(inputs, entry);
    const BatchPlace place = present_inputs(raw, entry, inputs, graph_->presented);
    NodeReader reader(seen, std::move(inputs), spec_.opset, spec_.batch);
    node.computation = entry.make(reader);
    reader.require_all_read();
    if (const arma::fmat* weights = node.computation->weights();
        weights != nullptr && !weights->is_finite()) {
      reader.refuse("its factors make the weights infinite");
    }
    if (entry.kinds == KindRule::numbers && data != ElementKind::floats) {
      node.computation = whole_numbers(std::move(node.computation), reader.title());
    }
    node.entry = &entry;
    const std::vector<Shape> shapes = node.computation->output_shapes();
    std::vector<BatchPlace> places = node.computation->batch_places();
    if (places.empty()) places.assign(shapes.size(), place);
    for (std::size_t i = 0; i < spec.outputs.size(); ++i) {
      if (spec.outputs[i].empty()) {
        node.outputs.push_back(no_tensor);
        continue;
      }
      node.outputs.push_back(graph_->tensors.size());
      add_output(spec.outputs[i], shapes.at(i), places.at(i),
                 output_kind(entry, data, *node.computation, i));
    }
    hand_over_constants(spec, *node.computation);
    node.spec = std::move(spec);
    graph_->nodes.push_back(std::move(node));
  }

  // Weights that an operator keeps in an order of its own are not kept twice. As they go one by
  // one, a network takes little more memory while it is built than afterwards.
  void hand_over_constants(const NodeSpec& spec, const Operator& computation) {
    for (std::size_t i = 0; i < spec.inputs.size(); ++i) {
      const auto constant = graph_->constants.find(spec.inputs[i]);
      if (constant == graph_->constants.end() || n_readers_[constant->first] > 1) continue;
      if (!computation.holds_constant(i)) continue;
      graph_->held[constant->first] = {graph_->nodes.size(), i, constant->second.shape};
      graph_->constants.erase(constant);
    }
  }

  // A first axis of 1 where the file fixes one item: the batch.
  void add_output(const std::string& name, const Shape& shape, const BatchPlace& place,
                  ElementKind kind) {
    if (!place.exists() && !shape.empty() && shape[0] == 1) {
      add_tensor(name, Shape(shape.begin() + 1, shape.end()), {}, kind);
    } else {
      add_tensor(name, shape, place, kind);
    }
  }

  /// Constants that no node reads any longer are given back.
  void drop_unread_constants() {
    std::set<std::string> read;
    for (const Network::Graph::Node& node : graph_->nodes) {
      read.insert(node.spec.inputs.begin(), node.spec.inputs.end());
    }
    for (const auto& [before, spec] : graph_->size_nodes) {
      read.insert(spec.inputs.begin(), spec.inputs.end());
    }
    std::erase_if(graph_->constants,
                  [&](const auto& constant) { return !read.contains(constant.first); });
  }

  void check_outputs() const {
    if (graph_->outputs.empty()) throw Error("the graph has no output");
    for (const std::string& output : graph_->outputs) {
      if (graph_->constants.contains(output)) {
        throw Error(fmt::format("output '{}' does not depend on the input", output));
      }
      if (!graph_->ids.contains(output)) {
        throw Error(fmt::format("output '{}' is produced by no node", output));
      }
      const Network::Graph::Tensor& tensor = graph_->tensors[graph_->ids.at(output)];
      if (tensor.batch.exists() && !tensor.batch.leads()) {
        throw Error(
            fmt::format("output '{}' has shape {}; the batch alone is wanted as its first axis",
                        output, onnx_shape_text(tensor.shape, tensor.batch)));
      }
    }
    if (graph_->nodes.empty()) throw Error("the graph has no node that computes anything");
  }

  GraphSpec spec_;
  std::map<std::string, int> n_readers_;  // of each tensor
  std::unique_ptr<Network::Graph> graph_ = std::make_unique<Network::Graph>();
};

}  // namespace

std::unique_ptr<const Network::Graph> build_graph(GraphSpec spec) {
  return Builder(std::move(spec)).build();
}

}  // namespace lucarne
