// SPDX-License-Identifier: MIT
#include "network/merge_normalization.hpp"

#include "network/joint_input.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace lucarne {
namespace {

GraphSpec spec_of(const Network::Graph& graph) {
  GraphSpec spec{.opset = graph.opset,
                 .inputs = graph.inputs,
                 .batch = graph.batch,
                 .outputs = graph.outputs,
                 .constants = graph.held_constants(),
                 .nodes = {},
                 .metadata = graph.metadata};
  spec.constants.insert(graph.constants.begin(), graph.constants.end());
  for (const auto& [before, node] : graph.size_nodes) {
    for (const std::string& output : node.outputs) spec.constants.erase(output);
    spec.nodes.push_back(node);
  }
  for (const Network::Graph::Node& node : graph.nodes) {
    if (!is_input_node(node)) spec.nodes.push_back(node.spec);
  }
  return spec;
}

/// What a BatchNormalization does to channel c: x factors[c] + shifts[c].
struct Affine {
  arma::vec factors;
  arma::vec shifts;
};

std::int64_t integer(const NodeSpec& node, const std::string& name, std::int64_t fallback) {
  const auto found = node.attributes.find(name);
  return found == node.attributes.end() ? fallback : std::get<std::int64_t>(found->second);
}

double real(const NodeSpec& node, const std::string& name, float fallback) {
  const auto found = node.attributes.find(name);
  return static_cast<double>(found == node.attributes.end() ? fallback
                                                            : std::get<float>(found->second));
}

bool unpadded(const NodeSpec& conv) {
  const auto pads = conv.attributes.find("pads");
  if (pads != conv.attributes.end()) {
    for (const std::int64_t pad : std::get<std::vector<std::int64_t>>(pads->second)) {
      if (pad != 0) return false;
    }
  }
  const auto automatic = conv.attributes.find("auto_pad");
  if (automatic == conv.attributes.end()) return true;
  const auto& text = std::get<std::string>(automatic->second);
  return text == "NOTSET" || text == "VALID";
}

class Merger {
 public:
  explicit Merger(GraphSpec spec) : spec_(std::move(spec)) {}

  std::optional<GraphSpec> merged() {
    bool any = false;
    for (std::size_t i = 0; i < spec_.nodes.size();) {
      if (spec_.nodes[i].op == "BatchNormalization" && (merge_back(i) || merge_on(i))) {
        spec_.nodes.erase(spec_.nodes.begin() + static_cast<std::ptrdiff_t>(i));
        any = true;
      } else {
        ++i;
      }
    }
    if (!any) return std::nullopt;
    return std::move(spec_);
  }

 private:
  const Constant* constant(const NodeSpec& node, std::size_t input) const {
    if (input >= node.inputs.size()) return nullptr;
    const auto found = spec_.constants.find(node.inputs[input]);
    return found == spec_.constants.end() ? nullptr : &found->second;
  }

  Affine affine(const NodeSpec& node) const {
    const double epsilon = real(node, "epsilon", 1e-5F);
    const auto numbers = [&](std::size_t input) {
      return arma::conv_to<arma::vec>::from(constant(node, input)->floats);
    };
    Affine affine;
    affine.factors = numbers(1) / arma::sqrt(numbers(4) + epsilon);
    affine.shifts = numbers(2) - numbers(3) % affine.factors;
    return affine;
  }

  /// The only node that reads a tensor which is no output of the network; nullptr where it is read
  /// otherwise.
  NodeSpec* only_reader(const std::string& tensor) {
    if (std::ranges::find(spec_.outputs, tensor) != spec_.outputs.end()) return nullptr;
    NodeSpec* reader = nullptr;
    for (NodeSpec& node : spec_.nodes) {
      for (const std::string& input : node.inputs) {
        if (input != tensor) continue;
        if (reader != nullptr) return nullptr;
        reader = &node;
      }
    }
    return reader;
  }

  static bool is_linear(const NodeSpec& node) {
    return node.op == "Conv" || node.op == "ConvTranspose" || node.op == "Gemm";
  }

  bool has_constant_weights(const NodeSpec& node) const {
    const bool biased = node.inputs.size() > 2 && !node.inputs[2].empty();
    return is_linear(node) && constant(node, 1) != nullptr &&
           (!biased || constant(node, 2) != nullptr);
  }

  /// Into the node that puts out what the normalisation reads.
  bool merge_back(std::size_t i) {
    const std::string& read = spec_.nodes[i].inputs[0];
    const auto before = std::ranges::find_if(spec_.nodes, [&](const NodeSpec& node) {
      return !node.outputs.empty() && node.outputs[0] == read;
    });
    if (before == spec_.nodes.end() || !has_constant_weights(*before)) return false;
    if (only_reader(read) != &spec_.nodes[i]) return false;
    const Affine by = affine(spec_.nodes[i]);
    Constant weights = *constant(*before, 1);
    const std::vector<arma::uword> channels = output_channels(*before, weights.shape);
    arma::vec biases = biases_of(*before, by.factors.n_elem);
    if (channels.empty() || biases.is_empty()) return false;
    for (arma::uword k = 0; k < weights.floats.n_elem; ++k) {
      weights.floats[k] =
          static_cast<float>(static_cast<double>(weights.floats[k]) * by.factors[channels[k]]);
    }
    biases = biases % by.factors + by.shifts;
    replace(*before, std::move(weights), biases);
    before->outputs[0] = spec_.nodes[i].outputs[0];
    return true;
  }

  /// Into the node that alone reads what the normalisation puts out.
  bool merge_on(std::size_t i) {
    NodeSpec* after = only_reader(spec_.nodes[i].outputs[0]);
    if (after == nullptr || after->inputs[0] != spec_.nodes[i].outputs[0]) return false;
    if (!has_constant_weights(*after) || after->op == "ConvTranspose") return false;
    // A pad is 0 for the convolution, and would be the shift before the normalisation.
    if (after->op == "Conv" && (!unpadded(*after) || integer(*after, "group", 1) != 1)) {
      return false;
    }
    const Affine by = affine(spec_.nodes[i]);
    Constant weights = *constant(*after, 1);
    const bool units_first = after->op == "Conv" || integer(*after, "transB", 0) != 0;
    const arma::uword n_units = weights.shape[units_first ? 0 : 1];
    const arma::uword n_channels = weights.shape[units_first ? 1 : 0];
    arma::vec biases = biases_of(*after, n_units);
    if (n_channels != by.factors.n_elem || biases.is_empty()) return false;
    const arma::uword n_inner = weights.floats.n_elem / (n_units * n_channels);
    const double alpha = after->op == "Gemm" ? real(*after, "alpha", 1.0F) : 1.0;
    for (arma::uword k = 0; k < weights.floats.n_elem; ++k) {
      const arma::uword outer = k / n_inner / weights.shape[1];
      const arma::uword middle = k / n_inner % weights.shape[1];
      const arma::uword unit = units_first ? outer : middle;
      const arma::uword channel = units_first ? middle : outer;
      const auto weight = static_cast<double>(weights.floats[k]);
      biases[unit] += alpha * weight * by.shifts[channel];
      weights.floats[k] = static_cast<float>(weight * by.factors[channel]);
    }
    replace(*after, std::move(weights), biases);
    after->inputs[0] = spec_.nodes[i].inputs[0];
    return true;
  }

  /// Which output channel each weight belongs to; empty where the shape is none of a linear node.
  static std::vector<arma::uword> output_channels(const NodeSpec& node, const Shape& shape) {
    if (shape.size() < 2) return {};
    const arma::uword n_inner = n_elements(shape) / (shape[0] * shape[1]);
    const auto groups = static_cast<arma::uword>(integer(node, "group", 1));
    const bool units_first =
        node.op == "Conv" || (node.op == "Gemm" && integer(node, "transB", 0) != 0);
    std::vector<arma::uword> channels(n_elements(shape));
    for (arma::uword k = 0; k < channels.size(); ++k) {
      const arma::uword outer = k / n_inner / shape[1];
      const arma::uword middle = k / n_inner % shape[1];
      channels[k] = units_first ? outer : middle;
      // A transposed convolution's weights are inputs x outputs of the group.
      if (node.op == "ConvTranspose") channels[k] += outer / (shape[0] / groups) * shape[1];
    }
    return channels;
  }

  /// What the node adds to each unit; empty where it is not one number for each.
  arma::vec biases_of(const NodeSpec& node, arma::uword n_units) const {
    const double beta = node.op == "Gemm" ? real(node, "beta", 1.0F) : 1.0;
    const Constant* read = constant(node, 2);
    if (read == nullptr) return arma::vec(n_units, arma::fill::zeros);
    if (read->floats.n_elem == 1 && node.op == "Gemm") {
      return arma::vec(n_units, arma::fill::value(beta * static_cast<double>(read->floats[0])));
    }
    if (read->floats.n_elem != n_units) return {};
    return beta * arma::conv_to<arma::vec>::from(read->floats);
  }

  void replace(NodeSpec& node, Constant weights, const arma::vec& biases) {
    Constant shifts{.shape = {biases.n_elem}};
    shifts.floats = arma::conv_to<arma::fvec>::from(biases);
    node.inputs.resize(3);
    node.inputs[1] = add_constant(node.inputs[1], std::move(weights));
    node.inputs[2] = add_constant(node.inputs[1] + "/bias", std::move(shifts));
    node.attributes.erase("beta");
  }

  std::string add_constant(const std::string& base, Constant constant) {
    std::string name = base + "/merged";
    while (spec_.constants.contains(name)) name += "'";
    spec_.constants.emplace(name, std::move(constant));
    return name;
  }

  GraphSpec spec_;
};

}  // namespace

std::optional<GraphSpec> merge_normalization(const Network::Graph& graph) {
  const bool any = std::ranges::any_of(graph.nodes, [](const Network::Graph::Node& node) {
    return node.spec.op == "BatchNormalization";
  });
  return any ? Merger(spec_of(graph)).merged() : std::nullopt;
}

}  // namespace lucarne
