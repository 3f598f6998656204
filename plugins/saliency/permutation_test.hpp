// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/context.hpp>

namespace lucarne::saliency {

/// Do two groups of items differ in the means of some statistics?
struct GroupComparison {
  arma::vec mean_first;    ///< of each statistic in the first group
  arma::vec mean_second;   ///< in the second group
  arma::vec standardised;  ///< difference first - second over the pooled standard deviation
  arma::vec p;             ///< two-sided; NaN for a statistic that is constant
  arma::vec p_adjusted;    ///< for asking of several statistics at once (Holm 1979)
};

/// The difference of means against that of `permutations` random relabellings of the items, the
/// same relabellings for every statistic: p = (1 + n_at_least_as_far) / (1 + permutations).
/// `statistics`: one row a statistic, one column an item, finite; `first`: items of the first group
/// requires: both groups hold at least 2 items
/// cost: O(permutations x size of the smaller group) random numbers, on the context's threads
/// source: Phipson, Smyth 2010, "Permutation p-values should never be zero", section 3
GroupComparison compare_groups(const arma::mat& statistics, const arma::uvec& first,
                               arma::uword permutations, const Context& context);

/// Holm's step-down adjustment; NaNs stay and are not counted.
/// source: Holm 1979, "A simple sequentially rejective multiple test procedure"
arma::vec holm_adjusted(const arma::vec& p);

}  // namespace lucarne::saliency
