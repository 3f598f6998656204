// SPDX-License-Identifier: MIT
#include "errors/confidence.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace lucarne::errors {
namespace {

constexpr double outlier_resolution = 1.0 / 500;

// Value at rank p (n - 1) of the sorted sample, between neighbours by linear interpolation.
double quantile(const arma::vec& sorted, double p) {
  const double rank = p * static_cast<double>(sorted.n_elem - 1);
  const auto below = static_cast<arma::uword>(std::floor(rank));
  const arma::uword above = std::min(below + 1, sorted.n_elem - 1);
  return sorted(below) + (rank - static_cast<double>(below)) * (sorted(above) - sorted(below));
}

}  // namespace

arma::vec confidence(const arma::fmat& logits, double temperature) {
  arma::vec result(logits.n_cols);
  for (arma::uword item = 0; item < logits.n_cols; ++item) {
    const float* z = logits.colptr(item);
    const double largest = *std::max_element(z, z + logits.n_rows);
    double sum = 0;
    for (arma::uword k = 0; k < logits.n_rows; ++k) sum += std::exp((z[k] - largest) / temperature);
    result(item) = 1 / sum;
  }
  return result;
}

double mean_of(const arma::vec& sample) {
  return sample.is_empty() ? arma::datum::nan : arma::mean(sample);
}

double median_of(const arma::vec& sample) {
  return sample.is_empty() ? arma::datum::nan : arma::median(sample);
}

BoxSummary box_summary(const arma::vec& sample) {
  const arma::vec sorted = arma::sort(sample);
  BoxSummary box;
  box.quartile1 = quantile(sorted, 0.25);
  box.median = quantile(sorted, 0.5);
  box.quartile3 = quantile(sorted, 0.75);
  const double reach = 1.5 * (box.quartile3 - box.quartile1);
  // An interpolated quartile may lie beyond every value that the whisker could end at.
  box.low = box.quartile1;
  box.high = box.quartile3;
  std::vector<double> outliers;
  for (const double value : sorted) {
    if (value < box.quartile1 - reach || value > box.quartile3 + reach) {
      if (outliers.empty() || value - outliers.back() >= outlier_resolution) {
        outliers.push_back(value);
      }
      continue;
    }
    box.low = std::min(box.low, value);
    box.high = std::max(box.high, value);
  }
  box.outliers = arma::vec(outliers);
  return box;
}

arma::uvec most_confident(const arma::uvec& items, const arma::vec& confidence, arma::uword limit) {
  arma::uvec ranked = items;
  std::ranges::stable_sort(ranked, std::ranges::greater{},
                           [&confidence](arma::uword item) { return confidence(item); });
  ranked.resize(std::min(limit, ranked.n_elem));
  return ranked;
}

}  // namespace lucarne::errors
