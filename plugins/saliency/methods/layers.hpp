// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/question.hpp"

namespace lucarne::saliency {

/// A tensor of the network that the user named.
struct NamedTensor {
  std::string name;
  Shape shape;  ///< of one item
};

/// throws: ParameterError naming 'layer' and the layers there are
NamedTensor named_tensor(const Model& model, const std::string& name);

/// Number of `unit:` within the layer. requires: settings.layer and settings.unit are given
/// throws: ParameterError naming 'unit'
arma::uword unit_number(const Model& model, const Settings& settings);

/// Whether the attributions belong to a layer's units, not to the input's features.
bool attributes_to_layer(const Settings& settings);

/// Whether method, `layer:` and `unit:` go together in this network.
/// throws: ParameterError naming 'layer', 'unit' or 'output'
void check_layers(const Model& model, const Settings& settings);

/// Values of a tensor for inputs of the network. shape: elements x items
arma::fmat tensor_values(const Question& question, const std::string& tensor,
                         const arma::fmat& inputs);

/// The question about the network from a layer on: inputs and baselines are that layer's. An
/// absent group of a method that leaves out groups is zero or constant there.
Question at_layer(const Question& question, const Settings& settings);

/// The method that the settings name, about the layer or the unit that they name.
/// throws: as check_layers(), and what the method throws
Explanation explain(const Question& question, const Settings& settings);

}  // namespace lucarne::saliency
