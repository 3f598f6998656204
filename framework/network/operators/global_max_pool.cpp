// SPDX-License-Identifier: MIT
#include "network/windows/global_pooling.hpp"

namespace lucarne {
namespace {

/// The gradient goes to the first of equal elements, as MaxPool's. A NaN counts as largest, so that
/// it is seen.
struct Maximum {
  static float value(const float* x, arma::uword n) {
    float largest = x[0];
    for (arma::uword i = 1; i < n; ++i) {
      largest = largest >= x[i] || largest != largest ? largest : x[i];
    }
    return largest;
  }
  static void spread(const float* x, arma::uword n, float y, float dy, float* dx) {
    arma::uword at = 0;
    while (at + 1 < n && x[at] != y && (x[at] == x[at] || y == y)) ++at;
    dx[at] += dy;
  }
};

}  // namespace

OperatorEntry global_max_pool_operator() {
  return {.op = "GlobalMaxPool", .make = make_global_pooling<Maximum>};
}

}  // namespace lucarne
