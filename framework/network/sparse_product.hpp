// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>

namespace lucarne {

/// y = A x for every column x. Columns that are mostly zero, as gradients behind a Relu are, take
/// their other values alone, the rest one dense product: a column's way depends on nothing but the
/// column. shape: a n x m, x m x k, y n x k, its memory of its own
void multiply_columns(const arma::fmat& a, const arma::fmat& x, arma::fmat& y);

}  // namespace lucarne
