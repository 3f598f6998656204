// SPDX-License-Identifier: MIT
#include <lucarne/error.hpp>
#include <lucarne/histogram.hpp>

#include "fold_state_checks.hpp"

#include <algorithm>
#include <cmath>

namespace lucarne {

arma::vec even_edges(double low, double high, arma::uword bins) {
  if (!std::isfinite(low) || !std::isfinite(high) || !(low < high) || bins == 0) {
    throw Error("histogram: finite ends, low below high, and one bin at least wanted, found " +
                std::to_string(bins) + " bins from " + std::to_string(low) + " to " +
                std::to_string(high));
  }
  return arma::linspace(low, high, bins + 1);
}

Histogram::Histogram(const arma::vec& edges, arma::uword n_features)
    : edges_(edges),
      counts_(edges.n_elem < 2 ? 0 : edges.n_elem - 1, n_features, arma::fill::zeros),
      outside_(3, n_features, arma::fill::zeros) {
  check();
}

Histogram::Histogram(arma::mat edges)
    : edges_(std::move(edges)),
      counts_(edges_.n_rows < 2 ? 0 : edges_.n_rows - 1, edges_.n_cols, arma::fill::zeros),
      outside_(3, edges_.n_cols, arma::fill::zeros) {
  check();
}

void Histogram::check() const {
  if (edges_.n_rows < 2) {
    throw Error("histogram: two edges at least wanted, found " + std::to_string(edges_.n_rows));
  }
  for (arma::uword k = 0; k < edges_.n_cols; ++k) {
    for (arma::uword i = 0; i < edges_.n_rows; ++i) {
      if (!std::isfinite(edges_(i, k)) || (i > 0 && !(edges_(i - 1, k) < edges_(i, k)))) {
        throw Error("histogram: finite edges that rise wanted, found " +
                    std::to_string(edges_(i, k)) + " at place " + std::to_string(i));
      }
    }
  }
}

void Histogram::count(arma::uword feature, double value) {
  const double* edges = edges_.colptr(column(feature));
  const arma::uword last = edges_.n_rows - 1;
  if (std::isnan(value)) {
    ++outside_(2, feature);
  } else if (value < edges[0]) {
    ++outside_(0, feature);
  } else if (value > edges[last]) {
    ++outside_(1, feature);
  } else {
    // Right at once where the edges are even; the edges decide, not the product's rounding.
    const double place = (value - edges[0]) / (edges[last] - edges[0]) * static_cast<double>(last);
    arma::uword bin = std::min(static_cast<arma::uword>(place), last - 1);
    if (value < edges[bin] || (value >= edges[bin + 1] && bin + 1 < last)) {
      const double* above = std::upper_bound(edges, edges + last, value);
      bin = static_cast<arma::uword>(above - edges) - 1;
    }
    ++counts_(bin, feature);
  }
}

template <class T>
void Histogram::add_block(const arma::Mat<T>& values) {
  if (n_features() == 1) {
    for (const T value : values) count(0, static_cast<double>(value));
    return;
  }
  require_features("histogram", n_features(), values.n_rows);
  for (arma::uword item = 0; item < values.n_cols; ++item) {
    const T* column_values = values.colptr(item);
    for (arma::uword feature = 0; feature < values.n_rows; ++feature) {
      count(feature, static_cast<double>(column_values[feature]));
    }
  }
}

void Histogram::add(const arma::fmat& values) { add_block(values); }
void Histogram::add(const arma::mat& values) { add_block(values); }

void Histogram::merge(const Histogram& right) {
  require_same_size("histogram", "features", n_features(), right.n_features());
  require_same_size("histogram", "bins", n_bins(), right.n_bins());
  if (!arma::approx_equal(edges_, right.edges_, "absdiff", 0)) {
    throw Error(
        "histogram: states of the same edges wanted, found different ones; fix the edges "
        "where the fold starts, not by what a block holds");
  }
  counts_ += right.counts_;
  outside_ += right.outside_;
}

void Histogram::archive(Archive& archive) {
  archive(edges_, counts_, outside_);
  if (edges_.is_empty() && counts_.is_empty()) return;  // made by default
  require_sound("histogram", edges_.n_rows == counts_.n_rows + 1 &&
                                 (edges_.n_cols == 1 || edges_.n_cols == counts_.n_cols) &&
                                 outside_.n_rows == 3 && outside_.n_cols == counts_.n_cols);
  check();
}

arma::vec Histogram::centres(arma::uword feature) const {
  const arma::vec all = edges(feature);
  return (all.head(n_bins()) + all.tail(n_bins())) / 2;
}

}  // namespace lucarne
