// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>

namespace lucarne::saliency {

/// sqrt(exp(-d^2 / w^2)) of each row, d its cosine distance from the row of ones.
/// shape: present rows x groups, of zeros and ones     requires: kernel_width > 0
arma::vec lime_weights(const arma::mat& present, double kernel_width);

}  // namespace lucarne::saliency
