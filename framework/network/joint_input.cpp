// SPDX-License-Identifier: MIT
#include "network/joint_input.hpp"

#include "network/whole_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace lucarne {
namespace {

class OneInput final : public Operator {
 public:
  OneInput(const GraphInput& input, arma::uword offset)
      : input_(input), offset_(offset), n_elements_(n_elements(input.shape)) {}

  std::vector<Shape> output_shapes() const override { return {input_.shape}; }
  bool takes_gradient(std::size_t /*input*/) const override {
    return input_.kind == ElementKind::floats;
  }
  void forward(const ForwardStep& step) const override {
    const arma::fmat& all = *step.inputs[0];
    arma::fmat& own = *step.outputs[0];
    for (arma::uword item = 0; item < all.n_cols; ++item) {
      std::copy_n(all.colptr(item) + offset_, n_elements_, own.colptr(item));
    }
    if (input_.kind != ElementKind::floats) {
      require_kind(own, input_.kind, fmt::format("input '{}'", input_.name));
    }
  }
  void reverse(const ReverseStep& step) const override {
    const arma::fmat& own = *step.output_gradients[0];
    arma::fmat& all = step.input_gradients[0]->cleared();
    for (arma::uword item = 0; item < all.n_cols; ++item) {
      const float* from = own.colptr(item);
      float* to = all.colptr(item) + offset_;
      for (arma::uword i = 0; i < n_elements_; ++i) to[i] += from[i];
    }
  }

 private:
  GraphInput input_;
  arma::uword offset_;
  arma::uword n_elements_;
};

constexpr OperatorEntry floats_entry{.op = "Input"};
constexpr OperatorEntry integers_entry{.op = "IntegerInput"};

}  // namespace

std::string joint_input_name(const GraphSpec& spec) {
  std::set<std::string> taken;
  for (const GraphInput& input : spec.inputs) taken.insert(input.name);
  for (const auto& [name, constant] : spec.constants) taken.insert(name);
  for (const NodeSpec& node : spec.nodes) {
    taken.insert(node.name);
    taken.insert(node.outputs.begin(), node.outputs.end());
  }
  std::string name = "inputs";
  while (taken.contains(name)) name += "_";
  return name;
}

Network::Graph::Node input_node(const GraphInput& input, arma::uword offset) {
  Network::Graph::Node node;
  node.spec.name = input.name;
  node.entry = input.kind == ElementKind::floats ? &floats_entry : &integers_entry;
  node.spec.op = node.entry->op;
  node.spec.outputs = {input.name};
  node.computation = std::make_unique<OneInput>(input, offset);
  node.inputs = {0};
  return node;
}

bool is_input_node(const Network::Graph::Node& node) {
  return node.entry == &floats_entry || node.entry == &integers_entry;
}

}  // namespace lucarne
