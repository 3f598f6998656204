// SPDX-License-Identifier: MIT
#include "network/windows/global_pooling.hpp"

namespace lucarne {
namespace {

struct MeanOfWindow {
  static float value(const float* x, arma::uword n) {
    double sum = 0;
    for (arma::uword i = 0; i < n; ++i) sum += static_cast<double>(x[i]);
    return static_cast<float>(sum / static_cast<double>(n));
  }
  static void spread(const float* /*x*/, arma::uword n, float /*y*/, float dy, float* dx) {
    const float share = dy / static_cast<float>(n);
    for (arma::uword i = 0; i < n; ++i) dx[i] += share;
  }
};

}  // namespace

OperatorEntry global_average_pool_operator() {
  return {.op = "GlobalAveragePool", .make = make_global_pooling<MeanOfWindow>};
}

}  // namespace lucarne
