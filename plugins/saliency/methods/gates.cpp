// SPDX-License-Identifier: MIT
#include "saliency/methods/gates.hpp"

#include "saliency/methods/linear_operators.hpp"

#include <algorithm>
#include <ranges>

namespace lucarne::saliency {
namespace {

/// How surely a tensor is a gate, of every tensor: 0 not at all.
class Ranks {
 public:
  explicit Ranks(const Model& model) {
    for (const Layer& layer : model.layers()) {
      const int rank = rank_of(layer);
      for (const std::string& output : layer.outputs) ranks_[output] = rank;
    }
  }

  int of(const std::string& tensor) const {
    const auto found = ranks_.find(tensor);
    return found == ranks_.end() ? 0 : found->second;
  }

 private:
  int rank_of(const Layer& layer) const {
    const std::string& op = layer.op;
    if (op == "Sigmoid" || op == "HardSigmoid" || op == "Softmax") return 2;
    if (op == "Tanh" || op == "Erf" || op == "Sqrt") return 1;
    if (layer.inputs.size() != 1) return 0;
    const int before = of(layer.inputs.front());
    // Kept between two bounds, as a hard sigmoid written out is.
    if (op == "Clip" || op == "Min") return std::max(1, before);
    const bool scales =
        op == "Add" || op == "Sub" || op == "Mul" || op == "Div" || op == "Reciprocal";
    return scales || only_moves(op) ? before : 0;
  }

  std::map<std::string, int> ranks_;
};

int gate_among(const Layer& layer, const Ranks& ranks) {
  const bool product = layer.op == "Mul" || layer.op == "MatMul";
  if (layer.inputs.size() != 2 || !(product || layer.op == "Div")) return -1;
  const int difference = ranks.of(layer.inputs[1]) - ranks.of(layer.inputs[0]);
  if (difference > 0) return 1;
  return difference < 0 && product ? 0 : -1;
}

bool is_any_in(const std::vector<std::string>& names, const std::set<std::string>& set) {
  return std::ranges::any_of(names, [&](const std::string& name) { return set.contains(name); });
}

}  // namespace

Gates::Gates(const Model& model, const std::string& explained) {
  const Ranks ranks(model);
  std::set<std::string> reached{explained};
  std::set<std::string> by_gates;
  // Layers come in an order in which they can be computed.
  for (const Layer& layer : model.layers() | std::views::reverse) {
    const bool signal = is_any_in(layer.outputs, reached);
    if (!signal && is_any_in(layer.outputs, by_gates)) behind_gates_.insert(layer.name);
    const int gate = gate_among(layer, ranks);
    if (gate >= 0) gates_[layer.name] = gate;
    for (std::size_t i = 0; i < layer.inputs.size(); ++i) {
      const bool passes = signal && static_cast<int>(i) != gate;
      (passes ? reached : by_gates).insert(layer.inputs[i]);
    }
  }
}

int Gates::gate_of(const std::string& layer) const {
  const auto found = gates_.find(layer);
  return found == gates_.end() ? -1 : found->second;
}

}  // namespace lucarne::saliency
