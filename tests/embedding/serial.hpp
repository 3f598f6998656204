// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>
#include <functional>

/// A parallel_for on the caller's thread alone, in order.
inline void serial(arma::uword count, const std::function<void(arma::uword)>& task) {
  for (arma::uword i = 0; i < count; ++i) task(i);
}
