// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>
#include <vector>

namespace lucarne::errors {

// `confusion` is lucarne::ConfusionMatrix::counts: rows = true class, columns = predicted class.

/// Each row in percent of its sum; NaN in the row of a class without items.
arma::mat percent_of_true(const arma::umat& confusion);

/// One way to be wrong.
struct Confusion {
  arma::uword truth = 0;
  arma::uword predicted = 0;
  arma::uword count = 0;
  double percent = 0;  ///< of the items of the true class
};

/// The `limit` most frequent confusions that occur at all, most frequent first, equals by true
/// class, then by predicted class.
std::vector<Confusion> most_frequent(const arma::umat& confusion, arma::uword limit);

/// How well one class is found. Undefined (0 / 0) values are NaN.
struct ClassScores {
  double precision = 0;  ///< of the items predicted to be of the class, the share that is
  double recall = 0;     ///< of the items of the class, the share predicted to be
  double f1 = 0;         ///< harmonic mean of both, as 2 TP / (2 TP + FP + FN)
  arma::uword support = 0;
};
std::vector<ClassScores> class_scores(const arma::umat& confusion);

/// Unweighted means over the classes for which each score is defined; support is the sum.
ClassScores macro_average(const std::vector<ClassScores>& scores);

}  // namespace lucarne::errors
