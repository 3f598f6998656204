// SPDX-License-Identifier: MIT
#include "saliency/methods/standardised_rows.hpp"

#include "saliency/methods/relevance_loops.hpp"

#include <cmath>

namespace lucarne::saliency {
namespace {

/// One row, centred, with the inverse of its deviation.
struct Row {
  void take(const float* x, arma::uword length, double epsilon) {
    centred.set_size(length);
    for (arma::uword i = 0; i < length; ++i) centred[i] = static_cast<double>(x[i]);
    centred -= arma::mean(centred);
    inverse =
        1 / std::sqrt(arma::accu(arma::square(centred)) / static_cast<double>(length) + epsilon);
  }
  arma::vec centred;
  double inverse = 1;
};

// What centring leaves of what reaches the centred row.
void store_centred(const arma::vec& values, float* to) {
  const double mean = arma::mean(values);
  for (arma::uword i = 0; i < values.n_elem; ++i) to[i] = static_cast<float>(values[i] - mean);
}

}  // namespace

bool is_standardisation(const NodeView& node) {
  const std::string& op = node.layer().op;
  const bool known =
      op == "LayerNormalization" || op == "InstanceNormalization" || op == "GroupNormalization";
  return known && node.n_outputs() == 1;
}

// With d centred, v the mean of d^2 plus epsilon and r = 1 / sqrt(v): y = factor d r, of which
// d r - d0 r0 = (d - d0) (r + r0) / 2 + (r - r0) (d + d0) / 2, where
// (r - r0) / (v - v0) = -(r r0)^2 / (r + r0) and v - v0 is the mean of (d - d0) (d + d0).
void multipliers_of_rows(const NodeView::Standardised& rows, const arma::fmat& x,
                         const arma::fmat& x0, const arma::fmat& at_output, arma::fmat& at_input) {
  at_input.set_size(x.n_rows, x.n_cols);
  const arma::uword n = rows.length;
  Row row;
  Row base;
  arma::vec values(n);
  for (arma::uword item = 0; item < x.n_cols; ++item) {
    for (arma::uword start = 0; start < x.n_rows; start += n) {
      row.take(x.colptr(item) + start, n, rows.epsilon);
      base.take(x0.colptr(x0.n_cols == 1 ? 0 : item) + start, n, rows.epsilon);
      const float* m = at_output.colptr(item) + start;
      const float* factors = rows.factors.memptr() + start;
      const double both = row.inverse + base.inverse;
      const double product = row.inverse * base.inverse;
      double to_inverse = 0;
      for (arma::uword i = 0; i < n; ++i) {
        const double scaled = static_cast<double>(m[i]) * static_cast<double>(factors[i]);
        values[i] = scaled * both / 2;
        to_inverse += scaled * (row.centred[i] + base.centred[i]) / 2;
      }
      const double to_squares = -to_inverse * product * product / both / static_cast<double>(n);
      values += to_squares * (row.centred + base.centred);
      store_centred(values, at_input.colptr(item) + start);
    }
  }
}

void relevance_of_rows(const NodeView::Standardised& rows, const arma::fmat& x, const arma::fmat& y,
                       const arma::fmat& relevance, double epsilon, arma::fmat& at_input) {
  at_input.set_size(x.n_rows, x.n_cols);
  arma::fmat share(arma::size(y), arma::fill::none);
  divide_by_outputs(relevance.memptr(), y.memptr(), static_cast<float>(epsilon), y.n_elem,
                    share.memptr());
  const arma::uword n = rows.length;
  Row row;
  arma::vec values(n);
  for (arma::uword item = 0; item < x.n_cols; ++item) {
    for (arma::uword start = 0; start < x.n_rows; start += n) {
      const float* from = x.colptr(item) + start;
      row.take(from, n, rows.epsilon);
      for (arma::uword i = 0; i < n; ++i) {
        values[i] = row.inverse * static_cast<double>(share(start + i, item)) *
                    static_cast<double>(rows.factors[start + i]);
      }
      float* to = at_input.colptr(item) + start;
      store_centred(values, to);
      for (arma::uword i = 0; i < n; ++i) to[i] *= from[i];
    }
  }
}

}  // namespace lucarne::saliency
