// SPDX-License-Identifier: MIT
#pragma once

#include "network/forward_plan.hpp"
#include "network/graph.hpp"
#include "network/windows/channel_blocks.hpp"

#include <limits>
#include <map>
#include <utility>
#include <vector>

namespace lucarne {

/// Forward and reverse through a graph. Every buffer is kept: after the first batch of a size,
/// forward allocates nothing, and reverse no tensor but its result.
class GraphPass final : public Pass {
 public:
  /// requires: the graph outlives the pass
  explicit GraphPass(const Network::Graph& graph);
  /// Forward only, and tensor() for the tensors `kept` alone; the others share memory.
  GraphPass(const Network::Graph& graph, const std::vector<TensorId>& kept);

  /// Of all tensors of the last forward pass.
  arma::uword n_elements_held() const;

  void forward(const arma::fmat& inputs) override;
  void forward_from(std::string_view name, const arma::fmat& values) override;
  const arma::fmat& tensor(std::string_view name) const override;
  arma::fmat gradient(std::string_view of, const arma::fmat& seed, std::string_view to) override;
  arma::fmat propagate(std::string_view of, const arma::fmat& seed, std::string_view to,
                       const ReverseRule& rule) override;

 private:
  GraphPass(const Network::Graph& graph, ForwardPlan plan);

  /// How this pass stands to one of the graph's pooled convolutions.
  struct Pooled {
    const Network::Graph::PooledConvolution* of = nullptr;
    bool at_once = true;        // computed without storing the tensors between
    bool left_out = false;      // which was so in the last forward pass
    bool asked = false;         // somebody wanted them since
    arma::Mat<Place> places{};  // of the pooling, where a reverse pass may follow
  };
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

  /// Where one node's forward and reverse steps find their tensors.
  struct Wiring {
    std::vector<const arma::fmat*> inputs;
    std::vector<arma::fmat*> outputs;
    std::vector<const arma::fmat*> const_outputs;
  };

  /// One node of a reverse traversal.
  struct ReverseNode {
    std::size_t node = 0;
    std::vector<TensorId> inputs;       // those wanted; no_tensor for the others
    std::vector<TensorId> outputs;      // those that lead to the goal; likewise
    TensorId through_relu = no_tensor;  // what a Relu read whose step this one can take along
    bool taken_along = false;           // the Relu's step
    std::size_t pooled = none;          // of which it is a node
    bool with_all = false;              // the others are planned too, and nothing between is asked
  };
  /// From last to first.
  using ReversePlan = std::vector<ReverseNode>;

  const ReversePlan& plan(TensorId of, TensorId to);
  ReversePlan make_plan(TensorId of, TensorId to) const;
  void join_relus(ReversePlan& plan, TensorId of) const;
  void join_pooled(ReversePlan& plan, TensorId of, TensorId to) const;
  [[noreturn]] void refuse_gradient(std::size_t node, TensorId of, TensorId to) const;
  arma::fmat traverse(std::string_view of, const arma::fmat& seed, std::string_view to,
                      const ReverseRule* rule);
  const arma::fmat* at_output(TensorId id, const arma::fmat& seed, TensorId of);
  /// `joins`: takes along the step of a Relu that is planned so.
  void reverse(const ReverseNode& step, const arma::fmat& seed, TensorId of, bool joins);
  /// Which nodes of the plan are reversed by the rule. throws: what the rule throws
  std::vector<bool> own_steps(const ReversePlan& nodes, const ReverseRule& rule);
  void reverse_by(const ReverseRule& rule, const ReverseNode& step, const arma::fmat& seed,
                  TensorId of);
  /// A node, or what it is a part of.
  void step(std::size_t node, arma::uword n_items);
  void compute(std::size_t node, arma::uword n_items) const;
  void compute_pooled(Pooled& pooled, arma::uword n_items);
  /// True where the node's steps are made at the convolution's.
  bool reversed_at_once(const ReverseNode& step, const ReverseRule* rule) const;
  void reverse_pooled(const ReverseNode& step, const arma::fmat& seed, TensorId of);
  void find_pooled();
  bool between(const Pooled& pooled, TensorId id) const;
  /// Whether to leave them out this time.
  void choose(Pooled& pooled) const;
  /// Computes what the last forward pass left out, and has later ones store it.
  void store_between(Pooled& pooled) const;
  void store_if_between(TensorId id) const;
  /// Points every node to where its tensors lie, those of `replaced_` to what replaces them.
  void wire();
  void require_forward() const;

  const Network::Graph& graph_;
  std::vector<arma::fmat> memory_;   // per slot of the plan
  std::vector<std::size_t> slots_;   // per tensor
  std::vector<arma::fmat*> values_;  // per tensor
  std::map<TensorId, arma::fmat> replaced_;
  std::vector<bool> computed_;  // per node
  mutable std::vector<Pooled> pooled_;
  std::vector<std::size_t> pooled_of_;  // per node; none for most
  std::vector<bool> kept_;              // per tensor; empty where all are
  std::vector<Wiring> wiring_;          // per node
  std::map<std::pair<TensorId, TensorId>, ReversePlan> plans_;
  std::vector<TensorId> planned_without_;  // tensors replaced where plans_ was made
  std::vector<arma::fmat> gradients_;      // per tensor, made when first needed
  std::vector<GradientSum> sums_;          // per tensor
  std::vector<arma::fmat> shares_;         // of a rule's node, where its inputs have shares already
  mutable Scratch scratch_;
  Scratch pooling_scratch_;
  bool ran_ = false;
};

}  // namespace lucarne
