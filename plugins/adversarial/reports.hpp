// SPDX-License-Identifier: MIT
#pragma once

#include "adversarial/search.hpp"

#include <lucarne/results.hpp>

#include <string>
#include <vector>

namespace lucarne::adversarial {

/// What was attacked and what came of it.
struct Report {
  std::string split;
  arma::uvec items;  ///< of the split
  arma::uvec labels;
  arma::uvec predicted;  ///< before the attack
  arma::fmat inputs;
  std::vector<std::string> class_names;
  Attack attack;
  double radius = 0;      ///< that arrays and gallery show
  arma::uword shown = 0;  ///< samples in the gallery
  Search search;
};

/// Scalars `accuracy`, `robust_accuracy`, `robust_accuracy.<radius>`, `median_radius`, table and
/// figure `curve`, product `fragile`.
void report_curve(const Report& report, Results& results);

/// Arrays `adversarial`, `perturbations` and those that describe the samples.
void report_arrays(const Report& report, const Context& context, Results& results);

/// Figure `gallery`, where items are pictures: original, perturbation, adversarial.
void report_gallery(const Report& report, const Context& context, Results& results);

}  // namespace lucarne::adversarial
