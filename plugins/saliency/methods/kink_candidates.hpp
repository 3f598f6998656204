// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/kink.hpp"

#include <lucarne/reverse_rule.hpp>

namespace lucarne::saliency {

/// The elements of its window that each output of a MaxPool or GlobalMaxPool is the largest of.
/// The node is asked: it shows its windows by what it makes of pictures of single lines.
/// shape: `in` and the node's output are channels x the axes of the windows
void find_window_candidates(const NodeView& node, const Shape& in, Kink& kink);

/// Likewise of a ReduceMax or ReduceMin, each of whose inputs belongs to one output. It shows by
/// which of its inputs have a gradient, when those are taken away that had one before.
void find_reduced_candidates(const NodeView& node, Kink& kink);

/// Likewise of a Max or Min, element by element; what its constants come to is one candidate more.
/// Gives false where a tensor is broadcast.
bool find_elementwise_candidates(const NodeView& node, Kink& kink);

}  // namespace lucarne::saliency
