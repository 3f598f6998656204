// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/random.hpp>

namespace lucarne::saliency {

/// Coalitions for KernelSHAP, neither empty nor full, with weights that sum to 1.
struct KernelDesign {
  arma::mat coalitions;          ///< coalitions x groups, 1 where the group is present
  arma::vec weights;             ///< of each coalition
  arma::uword n_enumerated = 0;  ///< the first rows, of sizes that are complete; the rest is drawn
};

/// Sizes are enumerated from the outside (s together with M - s) while the budget covers them; the
/// rest of the budget is drawn, each draw with its complement, duplicates merged. These are shap's
/// rules (KernelExplainer); the draws themselves are ours, the same for every item.
/// requires: n_groups > 0
KernelDesign kernel_design(arma::uword n_groups, arma::uword budget, const Random& random);

}  // namespace lucarne::saliency
