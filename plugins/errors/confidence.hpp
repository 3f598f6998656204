// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>

namespace lucarne::errors {

/// Probability of the predicted class, softmax(logits / temperature) of the largest logit, in
/// double: near 1 a float probability cannot tell one mistake from the next.
/// shape: one value a column of `logits`     range: [1 / classes, 1]
arma::vec confidence(const arma::fmat& logits, double temperature = 1);

/// NaN for an empty sample.
double mean_of(const arma::vec& sample);
double median_of(const arma::vec& sample);

/// A sample's box: quartiles by linear interpolation, whiskers to the last value within 1.5 times
/// the box's height.
/// source: Tukey 1977, "Exploratory data analysis"; numpy's default percentile
struct BoxSummary {
  double low = 0;
  double quartile1 = 0;
  double median = 0;
  double quartile3 = 0;
  double high = 0;
  /// Values beyond the whiskers; of those nearer than 1/500 to one another only one, because they
  /// are drawn on the same pixels.
  arma::vec outliers;
};
/// requires: sample not empty, values in [0, 1]
BoxSummary box_summary(const arma::vec& sample);

/// Items, most confident first, equals by index.
/// shape: min(limit, items.n_elem)
arma::uvec most_confident(const arma::uvec& items, const arma::vec& confidence, arma::uword limit);

}  // namespace lucarne::errors
