// SPDX-License-Identifier: MIT
#include "saliency/methods/draws.hpp"

namespace lucarne::saliency {

arma::vec ranges(const arma::fmat& inputs) {
  arma::vec result(inputs.n_cols);
  for (arma::uword item = 0; item < inputs.n_cols; ++item) {
    result(item) =
        static_cast<double>(inputs.col(item).max()) - static_cast<double>(inputs.col(item).min());
  }
  return result;
}

Explanation mean_with_error(const arma::mat& sums, const arma::mat& squares, double draws) {
  const arma::mat mean = sums / draws;
  arma::mat variance = squares / draws - arma::square(mean);
  // Rounding leaves small negative numbers where all draws agree.
  variance.clamp(0, arma::datum::inf);
  const arma::mat error = arma::sqrt(variance / std::max(draws - 1, 1.0));
  Explanation explanation;
  explanation.attributions = arma::conv_to<arma::fmat>::from(mean);
  explanation.standard_error = arma::conv_to<arma::fmat>::from(error);
  return explanation;
}

}  // namespace lucarne::saliency
