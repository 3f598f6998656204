// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/question.hpp"

namespace lucarne::saliency {

/// Draws of the methods begin here, far above those that choose the samples.
inline constexpr std::uint64_t first_draw = std::uint64_t{1} << 40U;

/// Largest minus smallest value of each item.
arma::vec ranges(const arma::fmat& inputs);

/// Means of `draws` values and their standard errors, from sums and sums of squares.
Explanation mean_with_error(const arma::mat& sums, const arma::mat& squares, double draws);

}  // namespace lucarne::saliency
