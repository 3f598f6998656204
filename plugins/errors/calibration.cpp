// SPDX-License-Identifier: MIT
#include "errors/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace lucarne::errors {
namespace {

/// First and second derivative of the mean negative log-likelihood by the inverse temperature.
struct Slope {
  double first = 0;
  double second = 0;
};

// Items of one task: fixed, so that the same are summed together on any number of threads.
constexpr arma::uword items_per_task = 1024;

// Sums over the items from `first` to before `end`. With p = softmax(beta z): the first derivative
// is E_p[z] - z_label, the second Var_p[z].
Slope sums_at(double beta, const arma::fmat& logits, const arma::uvec& labels, arma::uword first,
              arma::uword end) {
  Slope total;
  for (arma::uword item = first; item < end; ++item) {
    const float* z = logits.colptr(item);
    const double largest = *std::max_element(z, z + logits.n_rows);
    double sum = 0;
    double sum_z = 0;
    double sum_zz = 0;
    for (arma::uword k = 0; k < logits.n_rows; ++k) {
      // Measured from the largest logit, so that the variance loses no digits.
      const double below = z[k] - largest;
      const double weight = std::exp(beta * below);
      sum += weight;
      sum_z += weight * below;
      sum_zz += weight * below * below;
    }
    const double mean = sum_z / sum;
    total.first += mean - (z[labels(item)] - largest);
    total.second += sum_zz / sum - mean * mean;
  }
  return total;
}

Slope slope_at(double beta, const arma::fmat& logits, const arma::uvec& labels,
               const ParallelFor& parallel_for) {
  std::vector<Slope> parts((logits.n_cols + items_per_task - 1) / items_per_task);
  parallel_for(parts.size(), [&](arma::uword task) {
    const arma::uword first = task * items_per_task;
    parts[task] =
        sums_at(beta, logits, labels, first, std::min(logits.n_cols, first + items_per_task));
  });
  Slope total;
  for (const Slope& part : parts) {
    total.first += part.first;
    total.second += part.second;
  }
  const auto n = static_cast<double>(logits.n_cols);
  return {total.first / n, total.second / n};
}

}  // namespace

void in_turn(arma::uword count, const std::function<void(arma::uword)>& task) {
  for (arma::uword i = 0; i < count; ++i) task(i);
}

double Reliability::expected_error() const {
  const double n = arma::accu(count);
  if (n == 0) return arma::datum::nan;
  double error = 0;
  for (arma::uword bin = 0; bin < count.n_elem; ++bin) {
    if (count(bin) > 0) error += count(bin) / n * std::abs(accuracy(bin) - confidence(bin));
  }
  return error;
}

Reliability reliability(const arma::vec& confidence, const arma::uvec& hits, arma::uword bins) {
  Reliability result{arma::vec(bins, arma::fill::zeros), arma::vec(bins, arma::fill::zeros),
                     arma::vec(bins, arma::fill::zeros)};
  for (arma::uword item = 0; item < confidence.n_elem; ++item) {
    const double place = std::ceil(confidence(item) * static_cast<double>(bins)) - 1;
    const auto bin =
        static_cast<arma::uword>(std::clamp(place, 0.0, static_cast<double>(bins - 1)));
    result.count(bin) += 1;
    result.accuracy(bin) += hits(item) != 0 ? 1 : 0;
    result.confidence(bin) += confidence(item);
  }
  result.accuracy /= result.count;
  result.confidence /= result.count;
  return result;
}

Interval wilson_interval(double hits, double count) {
  constexpr double z = 1.959963984540054;  // normal quantile at 0.975
  const double share = hits / count;
  const double shrink = 1 + z * z / count;
  const double centre = (share + z * z / (2 * count)) / shrink;
  const double half =
      z / shrink * std::sqrt(share * (1 - share) / count + z * z / (4 * count * count));
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

double negative_log_likelihood(const arma::fmat& logits, const arma::uvec& labels,
                               double temperature) {
  double total = 0;
  for (arma::uword item = 0; item < logits.n_cols; ++item) {
    const float* z = logits.colptr(item);
    const double largest = *std::max_element(z, z + logits.n_rows);
    double sum = 0;
    for (arma::uword k = 0; k < logits.n_rows; ++k) sum += std::exp((z[k] - largest) / temperature);
    total += std::log(sum) - (z[labels(item)] - largest) / temperature;
  }
  return logits.n_cols == 0 ? arma::datum::nan : total / static_cast<double>(logits.n_cols);
}

Temperature fit_temperature(const arma::fmat& logits, const arma::uvec& labels,
                            const ParallelFor& parallel_for) {
  // The first derivative rises with beta, so its root lies in (low, high).
  double low = 1 / Temperature::largest;
  double high = 1 / Temperature::smallest;
  if (slope_at(high, logits, labels, parallel_for).first <= 0) return {Temperature::smallest, true};
  if (slope_at(low, logits, labels, parallel_for).first >= 0) return {Temperature::largest, true};
  double beta = 1;
  for (int step = 0; step < 100 && high - low > 1e-12 * high; ++step) {
    const Slope slope = slope_at(beta, logits, labels, parallel_for);
    (slope.first > 0 ? high : low) = beta;
    const double newton = beta - slope.first / slope.second;
    // Not inside the bracket also where the second derivative is zero: newton is then not finite.
    const double next = newton > low && newton < high ? newton : std::sqrt(low * high);
    const bool settled = std::abs(next - beta) <= 1e-10 * beta;
    beta = next;
    if (settled) break;
  }
  return {1 / beta, false};
}

}  // namespace lucarne::errors
