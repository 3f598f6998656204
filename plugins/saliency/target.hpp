// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/block.hpp>

#include <string>
#include <vector>

namespace lucarne::saliency {

/// What the parameter `target` asks for: "predicted", "true", a class name, or a class number.
/// A class that is named like a keyword or a number is found by its name before its number.
/// throws: ParameterError listing the classes
GradientRequest parse_target(const std::string& target, const std::vector<std::string>& class_names,
                             arma::uword n_classes);

/// The class that is explained for each item.
arma::uvec explained_classes(const GradientRequest& request, const arma::uvec& labels,
                             const arma::uvec& predicted);

}  // namespace lucarne::saliency
