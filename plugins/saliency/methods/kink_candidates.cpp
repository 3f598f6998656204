// SPDX-License-Identifier: MIT
#include "saliency/methods/kink_candidates.hpp"

#include <cmath>
#include <limits>

namespace lucarne::saliency {
namespace {

constexpr float no_bound = std::numeric_limits<float>::infinity();

/// Inputs for the node itself: `values` in every place where a tensor goes in.
std::vector<const arma::fmat*> in_every_place(const NodeView& node, const arma::fmat& values) {
  std::vector<const arma::fmat*> inputs(node.n_inputs());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (node.input(i) != nullptr) inputs[i] = &values;
  }
  return inputs;
}

// Distance between two neighbours along an axis.
arma::uword step_of(const Shape& shape, std::size_t axis) {
  arma::uword step = 1;
  for (std::size_t after = axis + 1; after < shape.size(); ++after) step *= shape[after];
  return step;
}

/// Offsets along one axis that each place of the output sees.
using PlacesSeen = std::vector<std::vector<arma::uword>>;

PlacesSeen places_seen(const NodeView& node, const Shape& in, const Shape& out, std::size_t axis) {
  const arma::uword step = step_of(in, axis);
  arma::fmat lines(n_elements(in), in[axis], arma::fill::zeros);
  for (arma::uword i = 0; i < lines.n_rows; ++i) lines(i, i / step % in[axis]) = 1;
  arma::fmat found;
  node.forward_at(in_every_place(node, lines), found);
  PlacesSeen seen(out[axis]);
  for (arma::uword place = 0; place < out[axis]; ++place) {
    for (arma::uword line = 0; line < in[axis]; ++line) {
      if (found(place * step_of(out, axis), line) > 0) seen[place].push_back(line * step);
    }
  }
  return seen;
}

}  // namespace

void find_window_candidates(const NodeView& node, const Shape& in, Kink& kink) {
  const Shape& out = node.layer().shape;
  std::vector<PlacesSeen> seen(in.size());
  for (std::size_t axis = 1; axis < in.size(); ++axis) {
    seen[axis] = places_seen(node, in, out, axis);
  }
  kink.starts = {0};
  for (arma::uword output = 0; output < n_elements(out); ++output) {
    std::vector<arma::uword> elements{output / step_of(out, 0) * step_of(in, 0)};
    for (std::size_t axis = 1; axis < in.size(); ++axis) {
      std::vector<arma::uword> wider;
      for (const arma::uword element : elements) {
        for (const arma::uword offset : seen[axis][output / step_of(out, axis) % out[axis]]) {
          wider.push_back(element + offset);
        }
      }
      elements = std::move(wider);
    }
    for (const arma::uword element : elements) kink.candidates.push_back({0, element});
    kink.starts.push_back(kink.candidates.size());
  }
}

void find_reduced_candidates(const NodeView& node, Kink& kink) {
  const arma::uword n_in = node.input(0)->n_rows;
  const arma::uword n_out = n_elements(node.layer().shape);
  const float sign = kink.smallest ? -1 : 1;
  arma::fmat left = sign * arma::regspace<arma::fvec>(1, static_cast<float>(n_in));
  arma::fmat numbers = arma::regspace<arma::fvec>(1, static_cast<float>(n_out));
  std::vector<std::vector<arma::uword>> members(n_out);
  const std::vector<const arma::fmat*> inputs = in_every_place(node, left);
  arma::fmat extrema;
  arma::fmat gradient;
  std::vector<arma::fmat*> gradients(node.n_inputs());
  gradients[0] = &gradient;
  for (arma::uword round = 0; round < n_in / n_out; ++round) {
    node.forward_at(inputs, extrema);
    node.gradient_at(inputs, extrema, numbers, gradients);
    for (arma::uword i = 0; i < n_in; ++i) {
      if (gradient(i) <= 0 || std::isinf(left(i))) continue;
      members[static_cast<arma::uword>(gradient(i)) - 1].push_back(i);
      left(i) = -sign * no_bound;
    }
  }
  kink.starts = {0};
  for (const std::vector<arma::uword>& elements : members) {
    for (const arma::uword element : elements) kink.candidates.push_back({0, element});
    kink.starts.push_back(kink.candidates.size());
  }
}

bool find_elementwise_candidates(const NodeView& node, Kink& kink) {
  const arma::uword n = n_elements(node.layer().shape);
  std::size_t n_tensors = 0;
  for (std::size_t i = 0; i < node.n_inputs(); ++i) {
    if (node.input(i) == nullptr) continue;
    if (node.input(i)->n_rows != n) return false;
    ++n_tensors;
  }
  kink.starts = {0};
  for (arma::uword element = 0; element < n; ++element) {
    for (std::size_t tensor = 0; tensor < n_tensors; ++tensor) {
      kink.candidates.push_back({tensor, element});
    }
    kink.starts.push_back(kink.candidates.size());
  }
  // What remains when no tensor is the extreme one.
  arma::fmat constants;
  const arma::fmat none(n, 1, arma::fill::value(kink.smallest ? no_bound : -no_bound));
  node.forward_at(in_every_place(node, none), constants);
  if (constants.is_finite()) kink.constants = constants.col(0);
  return true;
}

}  // namespace lucarne::saliency
