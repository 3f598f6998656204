// SPDX-License-Identifier: MIT
#include "embedding/b_spline.hpp"

#include <cmath>
#include <numbers>

namespace embedding {
namespace {

double binomial(std::size_t n, std::size_t k) {
  double value = 1;
  for (std::size_t i = 1; i <= k; ++i) {
    value *= static_cast<double>(n - k + i) / static_cast<double>(i);
  }
  return value;
}

double factorial(std::size_t n) { return std::tgamma(static_cast<double>(n) + 1); }

}  // namespace

double b_spline(std::size_t order, double u) {
  double sum = 0;
  for (std::size_t j = 0; j <= order && static_cast<double>(j) < u; ++j) {
    const double sign = j % 2 == 0 ? 1 : -1;
    sum += sign * binomial(order, j) *
           std::pow(u - static_cast<double>(j), static_cast<double>(order - 1));
  }
  return sum / factorial(order - 1);
}

std::vector<std::vector<double>> b_spline_weights(std::size_t order) {
  const std::size_t degree = order - 1;
  std::vector<std::vector<double>> weights(order, std::vector<double>(order, 0.0));
  for (std::size_t power = 0; power < order; ++power) {
    for (std::size_t node = 0; node < order; ++node) {
      const std::size_t shift = degree - node;
      double sum = 0;
      for (std::size_t j = 0; j <= shift; ++j) {
        const double sign = j % 2 == 0 ? 1 : -1;
        sum += sign * binomial(order, j) *
               std::pow(static_cast<double>(shift - j), static_cast<double>(degree - power));
      }
      weights[power][node] = sum * binomial(degree, power) / factorial(degree);
    }
  }
  return weights;
}

std::vector<double> b_spline_transform(std::size_t order, std::size_t length) {
  std::vector<double> transform(length);
  for (std::size_t k = 0; k < length; ++k) {
    double sum = b_spline(order, static_cast<double>(order) / 2);
    for (std::size_t lag = 1; lag < order / 2; ++lag) {
      sum += 2 * b_spline(order, static_cast<double>(order / 2 + lag)) *
             std::cos(2 * std::numbers::pi * static_cast<double>(k * lag) /
                      static_cast<double>(length));
    }
    transform[k] = sum;
  }
  return transform;
}

}  // namespace embedding
