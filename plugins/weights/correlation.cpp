// SPDX-License-Identifier: MIT
#include "weights/correlation.hpp"

#include <algorithm>
#include <cmath>

namespace lucarne::weights {
namespace {

constexpr arma::uword tile = 256;

// Columns less their mean, of length one; constant columns become NaN.
arma::mat standardised(const arma::fmat& columns, arma::uword first, arma::uword last) {
  arma::mat result = arma::conv_to<arma::mat>::from(columns.cols(first, last));
  for (arma::uword j = 0; j < result.n_cols; ++j) {
    // Exact test: the rounded mean of a constant column need not equal its values.
    const bool constant = result.col(j).min() == result.col(j).max();
    result.col(j) -= arma::mean(result.col(j));
    if (constant) {
      result.col(j).fill(arma::datum::nan);
    } else {
      result.col(j) /= arma::norm(result.col(j));
    }
  }
  return result;
}

bool stronger(const UnitPair& a, const UnitPair& b) {
  const double left = std::abs(a.correlation);
  const double right = std::abs(b.correlation);
  if (left != right) return left > right;
  return a.first != b.first ? a.first < b.first : a.second < b.second;
}

void keep_strongest(std::vector<UnitPair>& pairs, arma::uword count) {
  if (pairs.size() <= count) return;
  const auto end = pairs.begin() + static_cast<std::ptrdiff_t>(count);
  std::ranges::nth_element(pairs, end, stronger);
  pairs.erase(end, pairs.end());
}

}  // namespace

arma::mat correlation(const arma::fmat& columns) {
  if (columns.is_empty()) return {};
  const arma::mat unit = standardised(columns, 0, columns.n_cols - 1);
  arma::mat result = arma::clamp(unit.t() * unit, -1.0, 1.0);
  for (arma::uword j = 0; j < result.n_cols; ++j) {
    if (!std::isnan(result(j, j))) result(j, j) = 1;
  }
  return result;
}

std::vector<UnitPair> most_correlated(const arma::fmat& columns, arma::uword count) {
  std::vector<UnitPair> pairs;
  const arma::uword n = columns.n_cols;
  for (arma::uword a = 0; a < n; a += tile) {
    const arma::mat left = standardised(columns, a, std::min(a + tile, n) - 1);
    for (arma::uword b = a; b < n; b += tile) {
      const arma::mat right = standardised(columns, b, std::min(b + tile, n) - 1);
      const arma::mat product = left.t() * right;
      for (arma::uword j = 0; j < product.n_cols; ++j) {
        for (arma::uword i = 0; i < product.n_rows && a + i < b + j; ++i) {
          if (std::isnan(left(0, i)) || std::isnan(right(0, j))) continue;
          pairs.push_back({a + i, b + j, std::clamp(product(i, j), -1.0, 1.0)});
        }
      }
      keep_strongest(pairs, count);
    }
  }
  std::ranges::sort(pairs, stronger);
  return pairs;
}

CorrelationSummary summarise_correlation(const arma::mat& correlation) {
  CorrelationSummary summary;
  double sum = 0;
  for (arma::uword j = 1; j < correlation.n_cols; ++j) {
    for (arma::uword i = 0; i < j; ++i) {
      const double magnitude = std::abs(correlation(i, j));
      if (std::isnan(magnitude)) continue;
      ++summary.pairs;
      sum += magnitude;
      summary.strong += magnitude > 0.5 ? 1 : 0;
    }
  }
  if (summary.pairs > 0) summary.mean_magnitude = sum / static_cast<double>(summary.pairs);
  const arma::vec diagonal = correlation.diag();
  summary.constant = arma::find_nonfinite(diagonal);
  return summary;
}

}  // namespace lucarne::weights
