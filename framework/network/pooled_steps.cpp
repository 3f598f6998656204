// SPDX-License-Identifier: MIT
#include "network/graph_pass.hpp"
#include "network/pooled_convolutions.hpp"
#include "network/windows/convolution.hpp"

#include <algorithm>

namespace lucarne {

void GraphPass::find_pooled() {
  pooled_of_.assign(graph_.nodes.size(), none);
  for (const Network::Graph::PooledConvolution& of : graph_.pooled_convolutions) {
    if (!computed_[of.pooling]) continue;
    Pooled pooled{.of = &of};
    // Of a pass that keeps some tensors the plan says which nodes are computed one by one.
    if (!kept_.empty() && computed_[of.convolution]) continue;
    for (const std::size_t node : {of.convolution, of.relu, of.pooling}) {
      pooled_of_[node] = pooled_.size();
    }
    pooled_.push_back(std::move(pooled));
  }
}

bool GraphPass::between(const Pooled& pooled, TensorId id) const {
  return id == graph_.nodes[pooled.of->convolution].outputs[0] ||
         id == graph_.nodes[pooled.of->relu].outputs[0];
}

void GraphPass::choose(Pooled& pooled) const {
  std::atomic<unsigned>& in_vain_now = *pooled.of->stored_in_vain;
  if (ran_ && !pooled.at_once && !pooled.asked) ++in_vain_now;
  pooled.asked = false;
  pooled.at_once = !kept_.empty() || in_vain_now >= in_vain;
  pooled.left_out = false;
}

void GraphPass::step(std::size_t node, arma::uword n_items) {
  if (pooled_of_[node] == none || !pooled_[pooled_of_[node]].at_once) {
    compute(node, n_items);
    return;
  }
  Pooled& pooled = pooled_[pooled_of_[node]];
  if (node == pooled.of->pooling) compute_pooled(pooled, n_items);
}

void GraphPass::compute_pooled(Pooled& pooled, arma::uword n_items) {
  arma::fmat& out = *wiring_[pooled.of->pooling].outputs[0];
  const TensorId id = graph_.nodes[pooled.of->pooling].outputs[0];
  out.set_size(n_elements(graph_.tensors[id].shape), n_items);
  const bool reversible = kept_.empty();
  if (reversible) pooled.places.set_size(out.n_rows, n_items);
  pooled.of->computation->forward_pooled(*wiring_[pooled.of->convolution].inputs[0], out,
                                         reversible ? &pooled.places : nullptr, scratch_,
                                         pooling_scratch_);
  pooled.left_out = true;
}

void GraphPass::store_between(Pooled& pooled) const {
  if (pooled.left_out) {
    const arma::uword n_items = wiring_[pooled.of->convolution].inputs[0]->n_cols;
    compute(pooled.of->convolution, n_items);
    compute(pooled.of->relu, n_items);
  }
  pooled.left_out = false;
  pooled.asked = true;
  *pooled.of->stored_in_vain = 0;
}

void GraphPass::store_if_between(TensorId id) const {
  for (Pooled& pooled : pooled_) {
    if (between(pooled, id)) store_between(pooled);
  }
}

void GraphPass::join_pooled(ReversePlan& plan, TensorId of, TensorId to) const {
  std::vector<std::size_t> n_planned(pooled_.size());
  for (ReverseNode& step : plan) {
    step.pooled = pooled_of_[step.node];
    if (step.pooled != none) ++n_planned[step.pooled];
  }
  for (ReverseNode& step : plan) {
    if (step.pooled == none) continue;
    const Pooled& pooled = pooled_[step.pooled];
    step.with_all = n_planned[step.pooled] == 3 && !between(pooled, of) && !between(pooled, to);
  }
}

bool GraphPass::reversed_at_once(const ReverseNode& step, const ReverseRule* rule) const {
  return rule == nullptr && step.pooled != none && step.with_all && pooled_[step.pooled].left_out;
}

void GraphPass::reverse_pooled(const ReverseNode& step, const arma::fmat& seed, TensorId of) {
  const Pooled& pooled = pooled_[step.pooled];
  const arma::fmat& dy = *at_output(graph_.nodes[pooled.of->pooling].outputs[0], seed, of);
  GradientSum& sum = sums_[step.inputs[0]];
  const bool adds = !sum.empty();
  pooled.of->computation->adjoint_pooled(dy, pooled.places, sum.stored(), adds, scratch_);
}

}  // namespace lucarne
