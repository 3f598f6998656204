// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/question.hpp"

namespace lucarne::saliency {

/// One node on the way from the input to the logits that is not linear.
struct ChainStep {
  std::string name;
  std::string op;
  std::string before;  ///< the tensor that it reads
  std::string after;   ///< the tensor that it makes
};

/// The nodes that are not linear, first to last, of a network in which nothing passes them by: what
/// rules that change the reverse pass need.
/// throws: ParameterError naming a node without a rule, or one that a branch passes by
std::vector<ChainStep> chain_of(const Question& question, const std::string& method);

/// Whether the operator's output depends linearly (up to a constant) on the items' tensors.
bool is_linear(std::string_view op);

}  // namespace lucarne::saliency
