// SPDX-License-Identifier: MIT
#include "errors/confusion.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace lucarne::errors {
namespace {

double ratio(arma::uword part, arma::uword whole) {
  return whole == 0 ? arma::datum::nan : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

arma::mat percent_of_true(const arma::umat& confusion) {
  const arma::uvec support = arma::sum(confusion, 1);
  arma::mat percent(confusion.n_rows, confusion.n_cols);
  for (arma::uword column = 0; column < confusion.n_cols; ++column) {
    for (arma::uword row = 0; row < confusion.n_rows; ++row) {
      percent(row, column) = 100 * ratio(confusion(row, column), support(row));
    }
  }
  return percent;
}

std::vector<Confusion> most_frequent(const arma::umat& confusion, arma::uword limit) {
  const arma::uvec support = arma::sum(confusion, 1);
  std::vector<Confusion> found;
  for (arma::uword truth = 0; truth < confusion.n_rows; ++truth) {
    for (arma::uword predicted = 0; predicted < confusion.n_cols; ++predicted) {
      const arma::uword count = confusion(truth, predicted);
      if (truth == predicted || count == 0) continue;
      found.push_back({truth, predicted, count, 100 * ratio(count, support(truth))});
    }
  }
  std::ranges::stable_sort(found, std::ranges::greater{}, &Confusion::count);
  if (found.size() > limit) found.resize(limit);
  return found;
}

std::vector<ClassScores> class_scores(const arma::umat& confusion) {
  const arma::uvec support = arma::sum(confusion, 1);
  const arma::urowvec claimed = arma::sum(confusion, 0);
  std::vector<ClassScores> scores;
  for (arma::uword k = 0; k < confusion.n_rows; ++k) {
    const arma::uword hits = confusion(k, k);
    // Support + claimed = 2 TP + FP + FN.
    scores.push_back({ratio(hits, claimed(k)), ratio(hits, support(k)),
                      ratio(2 * hits, support(k) + claimed(k)), support(k)});
  }
  return scores;
}

ClassScores macro_average(const std::vector<ClassScores>& scores) {
  const auto mean_of = [&scores](double ClassScores::*score) {
    double sum = 0;
    double count = 0;
    for (const ClassScores& one : scores) {
      if (std::isnan(one.*score)) continue;
      sum += one.*score;
      ++count;
    }
    return count == 0 ? arma::datum::nan : sum / count;
  };
  ClassScores average{mean_of(&ClassScores::precision), mean_of(&ClassScores::recall),
                      mean_of(&ClassScores::f1), 0};
  for (const ClassScores& one : scores) average.support += one.support;
  return average;
}

}  // namespace lucarne::errors
