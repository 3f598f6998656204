// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/question.hpp"

namespace lucarne::saliency {

/// Which groups of an item are present at one of its points.
/// thread: called from several threads at once
using IsPresent = std::function<bool(arma::uword item, arma::uword coalition, arma::uword group)>;

/// The output with some groups present and the others at the baseline, averaged over the rows of
/// the baselines. shape: n_coalitions x items
arma::mat coalition_outputs(const Question& question, arma::uword n_coalitions,
                            const IsPresent& is_present);

/// Attributions from the values of groups, of which every feature gets its group's.
/// shape: values and errors groups x items; `difference` per item, or empty where the values need
/// not sum to it
Explanation explanation_of_groups(const Question& question, const arma::mat& values,
                                  const arma::mat& errors, const arma::vec& difference);

/// The number of groups, which all items must share.
/// throws: ParameterError naming 'mask_file'
arma::uword common_group_count(const Question& question);

}  // namespace lucarne::saliency
