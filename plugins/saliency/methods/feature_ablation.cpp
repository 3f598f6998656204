// SPDX-License-Identifier: MIT
#include "saliency/methods/coalitions.hpp"
#include "saliency/methods/feature_groups.hpp"

#include <algorithm>

namespace lucarne::saliency {

/// Each group's value is the fall of the output where the group is at the baseline.
Explanation explain_feature_ablation(const Question& question, const Settings&) {
  arma::uword most_groups = 0;
  for (arma::uword item = 0; item < question.n_items(); ++item) {
    most_groups = std::max(most_groups, groups_of(question, item).count);
  }
  // Coalition 0 is the item itself; coalition k lacks group k - 1.
  const arma::mat outputs = coalition_outputs(
      question, most_groups + 1,
      [](arma::uword, arma::uword coalition, arma::uword group) { return coalition != group + 1; });
  arma::mat falls(most_groups, question.n_items());
  for (arma::uword item = 0; item < question.n_items(); ++item) {
    falls.col(item) = outputs(0, item) - outputs.col(item).tail(most_groups);
  }
  return explanation_of_groups(question, falls, {}, {});
}

}  // namespace lucarne::saliency
