// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/parallel.hpp"

#include <armadillo>

namespace embedding {

/// How well each feature alone tells two groups of items apart.
struct Separation {
  /// Probability that a random item of the second group has a larger value than one of the first,
  /// equal ones counting half: the area under the ROC curve (Mann and Whitney 1947). 0.5: nothing.
  arma::vec auc;
  /// Features by |auc - 0.5|, largest first; of equal ones the lower index first.
  arma::uvec order;
};

/// shape: features x n; `first` and `second` are columns     requires: neither is empty
Separation separation(const arma::fmat& features, const arma::uvec& first, const arma::uvec& second,
                      const ParallelFor& parallel_for);

/// Least, first quartile, median, third quartile and largest value, interpolated linearly.
arma::vec five_numbers(const arma::vec& values);

}  // namespace embedding
