// SPDX-License-Identifier: MIT
#include "saliency/methods/line_walk.hpp"

#include "saliency/methods/straight_lines.hpp"
#include "saliency/methods/walk_loops.hpp"

#include <algorithm>

namespace lucarne::saliency {
namespace {

// Of a line of length 1: switches nearer to one another are one, which changes no digit of a float.
constexpr double shortest_stretch = 1e-10;

constexpr arma::uword items_per_task = 16;

}  // namespace

LineWalk::LineWalk(const ReluChain& chain) : chain_(chain), layers_(chain.n_hidden()) {
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    const arma::uword n = chain.n_units(layer);
    layers_[layer] = {arma::vec(n), arma::vec(n), arma::vec(n),
                      arma::vec(n), arma::vec(n), std::vector<std::size_t>(n)};
  }
}

void LineWalk::start(const float* from, const float* to, arma::uword output) {
  Hidden& first = layers_.front();
  for (arma::uword i = 0; i < first.value.n_elem; ++i) {
    first.value(i) = static_cast<double>(from[i]);
    first.slope(i) = static_cast<double>(to[i]) - static_cast<double>(from[i]);
  }
  for (Hidden& layer : layers_) {
    layer.on.zeros();
    layer.gradient.zeros();
    layer.switched.clear();
  }
  layers_.back().gradient = chain_.after(layers_.size() - 1).incoming.col(output);
  sums_.zeros(first.value.n_elem);
}

void LineWalk::toggle(std::size_t layer, arma::uword unit) {
  Hidden& hidden = layers_[layer];
  const double sign = hidden.on(unit) == 0 ? 1 : -1;
  hidden.on(unit) += sign;
  hidden.switched.push_back({unit, sign});
}

// Units whose state differs from what it is at this place of the line.
std::span<const std::size_t> LineWalk::differing(std::size_t layer, double alpha,
                                                 const arma::vec& states) {
  Hidden& hidden = layers_[layer];
  const arma::uword n = states.n_elem;
  states_at(alpha, hidden.value.memptr(), hidden.slope.memptr(), n, hidden.now.memptr());
  return {hidden.places.data(),
          differences(states.memptr(), hidden.now.memptr(), n, hidden.places.data())};
}

// Value and slope of the next layer, from all units.
void LineWalk::pass_on(std::size_t layer) {
  const Hidden& from = layers_[layer];
  Hidden& to = layers_[layer + 1];
  const ReluChain::Product& product = chain_.after(layer);
  to.value = product.biases;
  to.slope.zeros();
  for (arma::uword unit = 0; unit < from.on.n_elem; ++unit) {
    if (from.on(unit) == 0) continue;
    const double* weights = product.outgoing.colptr(unit);
    add_multiple(from.value(unit), weights, to.value.n_elem, to.value.memptr());
    add_multiple(from.slope(unit), weights, to.slope.n_elem, to.slope.memptr());
  }
}

// The same, from one unit that has just switched.
void LineWalk::pass_on_switch(std::size_t layer, const Switched& switched) {
  const auto [unit, sign] = switched;
  const Hidden& from = layers_[layer];
  Hidden& to = layers_[layer + 1];
  const double* weights = chain_.after(layer).outgoing.colptr(unit);
  add_multiple(sign * from.value(unit), weights, to.value.n_elem, to.value.memptr());
  add_multiple(sign * from.slope(unit), weights, to.slope.n_elem, to.slope.memptr());
}

// Where units of a layer switch on a stretch on which all before keep their state; all take the
// state that they have at its begin.
void LineWalk::find_switches(std::size_t layer, double begin, double end) {
  Hidden& hidden = layers_[layer];
  hidden.switches.clear();
  for (const std::size_t unit : differing(layer, begin, hidden.on)) toggle(layer, unit);
  for (const std::size_t unit : differing(layer, end, hidden.on)) {
    const double at = -hidden.value(unit) / hidden.slope(unit);
    hidden.switches.push_back({std::clamp(at, begin, end), unit});
  }
  std::ranges::sort(hidden.switches, [](const Switch& left, const Switch& right) {
    return left.at != right.at ? left.at < right.at : left.unit < right.unit;
  });
}

void LineWalk::walk(std::size_t layer, double begin, double end) {
  if (layer == layers_.size()) {
    update_gradients();
    add_gradient(end - begin);
    return;
  }
  find_switches(layer, begin, end);
  if (!is_last(layer)) pass_on(layer);
  for (const Switch& next : layers_[layer].switches) {
    if (next.at - begin > shortest_stretch) {
      walk(layer + 1, begin, next.at);
      begin = next.at;
    }
    toggle(layer, next.unit);
    if (!is_last(layer)) pass_on_switch(layer, layers_[layer].switched.back());
  }
  if (end > begin) walk(layer + 1, begin, end);
}

// From the layer before the last back to the first; what did not change is left as it is.
void LineWalk::update_gradients() {
  bool changed = false;
  for (std::size_t layer = layers_.size(); layer-- > 1;) {
    Hidden& from = layers_[layer];
    Hidden& to = layers_[layer - 1];
    const arma::mat& weights = chain_.after(layer - 1).incoming;
    const arma::uword n = to.gradient.n_elem;
    if (changed) {
      to.gradient.zeros();
      for (arma::uword unit = 0; unit < from.on.n_elem; ++unit) {
        if (from.on(unit) == 0) continue;
        add_multiple(from.gradient(unit), weights.colptr(unit), n, to.gradient.memptr());
      }
    } else {
      changed = !from.switched.empty();
      for (const auto& [unit, sign] : from.switched) {
        add_multiple(sign * from.gradient(unit), weights.colptr(unit), n, to.gradient.memptr());
      }
    }
    from.switched.clear();
  }
  layers_.front().switched.clear();
}

void LineWalk::add_gradient(double weight) {
  const Hidden& first = layers_.front();
  add_where_on(weight, first.on.memptr(), first.gradient.memptr(), sums_.n_elem, sums_.memptr());
}

// The states of all units at one point of the line. The second layer follows from the switches of
// the first since the last point; of those behind it values alone are computed.
void LineWalk::point(double alpha, bool first) {
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    Hidden& hidden = layers_[layer];
    const std::size_t known = hidden.switched.size();
    if (layer > 1) {
      Hidden& before = layers_[layer - 1];
      const ReluChain::Product& product = chain_.after(layer - 1);
      hidden.value = product.biases;
      for (arma::uword unit = 0; unit < before.on.n_elem; ++unit) {
        if (before.on(unit) == 0) continue;
        const double active = before.value(unit) + alpha * before.slope(unit);
        add_multiple(active, product.outgoing.colptr(unit), hidden.value.n_elem,
                     hidden.value.memptr());
      }
      hidden.slope.zeros();
    }
    for (const std::size_t unit : differing(layer, alpha, hidden.on)) toggle(layer, unit);
    if (layer > 0 || is_last(layer)) continue;
    if (first) {
      pass_on(layer);
    } else {
      for (std::size_t i = known; i < hidden.switched.size(); ++i) {
        pass_on_switch(layer, hidden.switched[i]);
      }
    }
  }
}

void LineWalk::integrate(const float* from, const float* to, arma::uword output, float* sums) {
  start(from, to, output);
  walk(0, 0, 1);
  for (arma::uword i = 0; i < sums_.n_elem; ++i) sums[i] = static_cast<float>(sums_(i));
}

void LineWalk::integrate(const float* from, const float* to, arma::uword output,
                         const Quadrature& rule, float* sums) {
  start(from, to, output);
  for (arma::uword node = 0; node < rule.nodes.n_elem; ++node) {
    // Rounded as the points of other networks are.
    point(static_cast<double>(static_cast<float>(rule.nodes(node))), node == 0);
    update_gradients();
    add_gradient(rule.weights(node));
  }
  for (arma::uword i = 0; i < sums_.n_elem; ++i) sums[i] = static_cast<float>(sums_(i));
}

arma::fmat walked_along_lines(const FirstLayer& layer, const ReluChain& chain,
                              const Question& question, const Quadrature* rule) {
  const auto sum = [&](const Question& part, const arma::fmat& at_baselines,
                       const arma::fmat& at_items) {
    arma::fmat sums(arma::size(at_items));
    const arma::uword n_tasks = (part.n_items() + items_per_task - 1) / items_per_task;
    part.workers.parallel_for(n_tasks, [&](arma::uword task) {
      part.workers.stop_if_cancelled();
      LineWalk walk(chain);
      const arma::uword first = task * items_per_task;
      for (arma::uword item = first; item < std::min(first + items_per_task, part.n_items());
           ++item) {
        const float* from = at_baselines.colptr(at_baselines.n_cols == 1 ? 0 : item);
        const float* to = at_items.colptr(item);
        const arma::uword output = part.classes(item);
        if (rule == nullptr) {
          walk.integrate(from, to, output, sums.colptr(item));
        } else {
          walk.integrate(from, to, output, *rule, sums.colptr(item));
        }
      }
    });
    return sums;
  };
  return along_lines(layer, question, sum);
}

}  // namespace lucarne::saliency
