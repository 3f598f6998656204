// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>
#include <functional>

namespace lucarne::errors {

/// Runs task(0) .. task(count - 1): Context::parallel_for in a run, a plain loop elsewhere.
using ParallelFor = std::function<void(arma::uword, const std::function<void(arma::uword)>&)>;
void in_turn(arma::uword count, const std::function<void(arma::uword)>& task);

/// How often predictions of a given confidence are right.
/// source: Guo, Pleiss, Sun, Weinberger 2017, arXiv:1706.04599, section 2
struct Reliability {
  arma::vec count;       ///< items of each bin; bin m holds confidences in (m / M, (m + 1) / M]
  arma::vec accuracy;    ///< share of right predictions; NaN in an empty bin
  arma::vec confidence;  ///< mean confidence; NaN in an empty bin

  /// Expected calibration error: mean gap between accuracy and confidence, weighted by the bins'
  /// counts (eq. (3)). range: [0, 1]; NaN without items
  double expected_error() const;
};

/// requires: confidences in [0, 1], hits (0 or 1) of equal length, bins > 0
Reliability reliability(const arma::vec& confidence, const arma::uvec& hits, arma::uword bins);

/// Ends of the 95 % interval of a share of `hits` in `count` trials.
/// requires: count > 0
/// source: Wilson 1927, "Probable inference, the law of succession, and statistical inference"
struct Interval {
  double low = 0;
  double high = 1;
};
Interval wilson_interval(double hits, double count);

/// Mean negative log-likelihood of the labels under softmax(logits / temperature), in nats.
/// NaN without items.
double negative_log_likelihood(const arma::fmat& logits, const arma::uvec& labels,
                               double temperature = 1);

/// The temperature that makes the labels likeliest.
struct Temperature {
  static constexpr double smallest = 0.01;
  static constexpr double largest = 100;

  double value = 1;
  /// There is no best value between the limits: all items right (the likelihood grows as the
  /// temperature falls), or logits that say nothing of the labels.
  bool at_limit = false;
};

/// Newton's method on 1 / temperature, in which the likelihood is concave, kept within a shrinking
/// bracket. Guo et al. 2017, eq. (9), fit on a validation split. The same bits for any number of
/// threads.
/// requires: at least one item, labels below logits.n_rows
Temperature fit_temperature(const arma::fmat& logits, const arma::uvec& labels,
                            const ParallelFor& parallel_for = in_turn);

}  // namespace lucarne::errors
