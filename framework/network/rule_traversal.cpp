// SPDX-License-Identifier: MIT
#include "network/graph_pass.hpp"

#include <lucarne/error.hpp>
#include <lucarne/reverse_rule.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

/// A node as a rule sees it: what the pass knows of it.
class PassNode final : public NodeView {
 public:
  PassNode(const Network::Graph& graph, std::size_t node,
           const std::vector<const arma::fmat*>& inputs,
           const std::vector<const arma::fmat*>& outputs, Scratch& scratch)
      : graph_(graph),
        number_(node),
        node_(graph.nodes[node]),
        inputs_(inputs),
        outputs_(outputs),
        scratch_(scratch) {}

  const Layer& layer() const override { return graph_.layers[number_]; }
  std::size_t n_inputs() const override { return inputs_.size(); }
  std::size_t n_outputs() const override {
    return static_cast<std::size_t>(std::ranges::count_if(
        outputs_, [](const arma::fmat* output) { return output != nullptr; }));
  }
  const arma::fmat* input(std::size_t input) const override { return inputs_.at(input); }
  std::string_view input_name(std::size_t input) const override {
    const TensorId id = node_.inputs.at(input);
    return id == no_tensor ? std::string_view() : graph_.tensors[id].name;
  }
  const arma::fmat& output() const override { return *outputs_.front(); }
  Vectors vectors() const override { return node_.computation->vectors(); }
  Standardised standardised() const override { return node_.computation->standardised(); }

  void forward_at(std::span<const arma::fmat* const> inputs, arma::fmat& output) const override {
    const auto known =
        std::ranges::find_if(inputs, [](const arma::fmat* input) { return input != nullptr; });
    if (node_.computation->keeps_elements()) {
      output = **known;
      return;
    }
    output.set_size(outputs_.front()->n_rows, (*known)->n_cols);
    arma::fmat* const outputs[] = {&output};
    node_.computation->forward({inputs, outputs, &scratch_});
  }

  void gradient(const arma::fmat& at_output,
                std::span<arma::fmat* const> at_inputs) const override {
    gradient_at(inputs_, *outputs_.front(), at_output, at_inputs);
  }

  void gradient_at(std::span<const arma::fmat* const> inputs, const arma::fmat& output,
                   const arma::fmat& at_output,
                   std::span<arma::fmat* const> at_inputs) const override {
    std::vector<GradientSum> sums(at_inputs.size());
    std::vector<GradientSum*> wanted(at_inputs.size());
    for (std::size_t i = 0; i < at_inputs.size(); ++i) {
      if (at_inputs[i] == nullptr) continue;
      at_inputs[i]->set_size(inputs[i]->n_rows, inputs[i]->n_cols);
      sums[i].begin(*at_inputs[i]);
      wanted[i] = &sums[i];
    }
    const arma::fmat* const outputs[] = {&output};
    const arma::fmat* const gradients[] = {&at_output};
    node_.computation->reverse({inputs, outputs, gradients, wanted, &scratch_});
    for (GradientSum* sum : wanted) {
      if (sum != nullptr) sum->cleared();
    }
  }

 private:
  const Network::Graph& graph_;
  std::size_t number_;
  const Network::Graph::Node& node_;
  const std::vector<const arma::fmat*>& inputs_;
  const std::vector<const arma::fmat*>& outputs_;
  Scratch& scratch_;
};

}  // namespace

std::vector<bool> GraphPass::own_steps(const ReversePlan& nodes, const ReverseRule& rule) {
  std::vector<bool> own;
  for (const ReverseNode& step : nodes) {
    const Wiring& wiring = wiring_[step.node];
    const PassNode view(graph_, step.node, wiring.inputs, wiring.const_outputs, scratch_);
    std::vector<bool> wanted;
    for (const TensorId id : step.inputs) wanted.push_back(id != no_tensor);
    own.push_back(rule.step(view, wanted) == ReverseRule::Step::own);
    if (own.back() && view.n_outputs() != 1) {
      throw Error(fmt::format("node '{}' ({}) has {} outputs; a rule reverses nodes of one",
                              view.layer().name, view.layer().op, view.n_outputs()));
    }
  }
  return own;
}

void GraphPass::reverse_by(const ReverseRule& rule, const ReverseNode& step, const arma::fmat& seed,
                           TensorId of) {
  const Wiring& wiring = wiring_[step.node];
  const PassNode view(graph_, step.node, wiring.inputs, wiring.const_outputs, scratch_);
  // The first share of a tensor is stored where the sum will stand, others beside it.
  if (shares_.size() < step.inputs.size()) shares_.resize(step.inputs.size());
  std::vector<arma::fmat*> at_inputs;
  for (std::size_t i = 0; i < step.inputs.size(); ++i) {
    const TensorId id = step.inputs[i];
    if (id == no_tensor) {
      at_inputs.push_back(nullptr);
    } else if (sums_[id].empty()) {
      at_inputs.push_back(&sums_[id].stored());
    } else {
      shares_[i].set_size(values_[id]->n_rows, values_[id]->n_cols);
      at_inputs.push_back(&shares_[i]);
    }
  }
  const auto output =
      std::ranges::find_if(step.outputs, [](TensorId id) { return id != no_tensor; });
  rule.reverse(view, *at_output(*output, seed, of), at_inputs);
  for (std::size_t i = 0; i < step.inputs.size(); ++i) {
    if (at_inputs[i] == &shares_[i]) sums_[step.inputs[i]].add(shares_[i]);
  }
}

}  // namespace lucarne
