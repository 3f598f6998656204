// SPDX-License-Identifier: MIT
#include "saliency/methods/deeplift_rule.hpp"

#include <algorithm>
#include <cmath>

namespace lucarne::saliency {
namespace {

constexpr double smallest_step = 1e-10;

/// One vector of a softmax at the item and at the baseline, shifted alike so that neither
/// overflows.
struct Powers {
  std::vector<double> item;
  std::vector<double> baseline;
  double item_sum = 0;
  double baseline_sum = 0;
};

void take_powers(const float* x, const float* x0, arma::uword length, arma::uword inner,
                 Powers& powers) {
  powers.item.resize(length);
  powers.baseline.resize(length);
  float largest = x[0];
  for (arma::uword k = 0; k < length; ++k) {
    largest = std::max({largest, x[k * inner], x0[k * inner]});
  }
  powers.item_sum = 0;
  powers.baseline_sum = 0;
  for (arma::uword k = 0; k < length; ++k) {
    powers.item[k] = std::exp(static_cast<double>(x[k * inner] - largest));
    powers.baseline[k] = std::exp(static_cast<double>(x0[k * inner] - largest));
    powers.item_sum += powers.item[k];
    powers.baseline_sum += powers.baseline[k];
  }
}

// y = e / S with e = exp(x), S = sum of e: dy = de (1/S + 1/S0) / 2 - dS (e + e0) / (2 S S0).
void complete_vector(const Powers& p, const float* x, const float* x0, const float* g,
                     arma::uword length, arma::uword inner, float* result) {
  const double mean_inverse = (1 / p.item_sum + 1 / p.baseline_sum) / 2;
  double to_sum = 0;
  for (arma::uword k = 0; k < length; ++k) {
    to_sum += static_cast<double>(g[k * inner]) * (p.item[k] + p.baseline[k]);
  }
  to_sum /= 2 * p.item_sum * p.baseline_sum;
  for (arma::uword k = 0; k < length; ++k) {
    const double in = static_cast<double>(x[k * inner]) - static_cast<double>(x0[k * inner]);
    const double slope =
        std::abs(in) < smallest_step ? p.item[k] : (p.item[k] - p.baseline[k]) / in;
    result[k * inner] =
        static_cast<float>((static_cast<double>(g[k * inner]) * mean_inverse - to_sum) * slope);
  }
}

// Element by element the ratio of the differences, minus their mean.
void captum_vector(const Powers& p, const float* x, const float* x0, const float* g,
                   arma::uword length, arma::uword inner, float* result) {
  double across = 0;
  for (arma::uword k = 0; k < length; ++k) {
    across += static_cast<double>(g[k * inner]) * p.item[k] / p.item_sum;
  }
  double mean = 0;
  std::vector<double> ratios(length);
  for (arma::uword k = 0; k < length; ++k) {
    const double in = static_cast<double>(x[k * inner]) - static_cast<double>(x0[k * inner]);
    const double y = p.item[k] / p.item_sum;
    const auto one = static_cast<double>(g[k * inner]);
    ratios[k] = std::abs(in) < smallest_step ? y * (one - across)
                                             : one * (y - p.baseline[k] / p.baseline_sum) / in;
    mean += ratios[k] / static_cast<double>(length);
  }
  for (arma::uword k = 0; k < length; ++k) result[k * inner] = static_cast<float>(ratios[k] - mean);
}

}  // namespace

void through_softmax(const NodeView::Vectors& vectors, const arma::fmat& x, const arma::fmat& x0,
                     const arma::fmat& at_output, bool captum, arma::fmat& at_input) {
  at_input.set_size(x.n_rows, x.n_cols);
  const arma::uword inner = vectors.n_inner;
  Powers powers;
  for (arma::uword item = 0; item < x.n_cols; ++item) {
    const float* baseline = x0.colptr(x0.n_cols == 1 ? 0 : item);
    for (arma::uword outer = 0; outer < vectors.n_outer; ++outer) {
      for (arma::uword i = 0; i < inner; ++i) {
        const arma::uword start = outer * vectors.length * inner + i;
        const float* from = x.colptr(item) + start;
        take_powers(from, baseline + start, vectors.length, inner, powers);
        (captum ? captum_vector : complete_vector)(powers, from, baseline + start,
                                                   at_output.colptr(item) + start, vectors.length,
                                                   inner, at_input.colptr(item) + start);
      }
    }
  }
}

}  // namespace lucarne::saliency
