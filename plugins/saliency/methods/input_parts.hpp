// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/question.hpp"

#include <functional>

namespace lucarne::saliency {

/// One of several inputs of a network, which lie one after the other among an item's features.
struct InputPart {
  std::string name;
  Shape shape;
  arma::uword first = 0;  ///< number of its first feature
  bool integral = false;  ///< it takes whole numbers, such as tokens, and has no gradient
};

/// The inputs in the network's order; none where there is only one.
std::vector<InputPart> input_parts(const Model& model);

/// What the features of a question are cut into: the network's inputs, or one part of the item's
/// shape where there is one input, or the question is about a layer.
std::vector<InputPart> parts_of(const Question& question);

/// The item where the network has one input, or the only one of several inputs that suits; the
/// whole column otherwise is no picture. throws: ParameterError of `method` with `wanted`, where
/// none or more than one suits
InputPart only_suitable_part(const Question& question,
                             const std::function<bool(const Shape&)>& suits,
                             const std::string& wanted);

/// Groups of features as make_groups has them, of each input by itself; a mask holds all inputs one
/// after the other. shape: as make_groups
arma::umat groups_of_inputs(const Settings& settings, const Question& question);

/// Baselines in which inputs of whole numbers stay as the items have them, for methods that go from
/// baseline to item by gradients: between two tokens lies no third. Baselines from several rows
/// are left as they are.
Baselines keeping_integers(Baselines baselines, const Model& model, const arma::fmat& inputs);

}  // namespace lucarne::saliency
