#pragma once

#include <lucarne/plugin.hpp>

/// Share of the weights that lie within `bound` of zero.
/// shape: any     range: [0, 1]     throws: lucarne::Error where there are no weights
inline double share_near_zero(const arma::fmat& weights, double bound) {
  if (weights.is_empty()) throw lucarne::Error("wanted weights, found none");
  arma::uword n_near = 0;
  for (const float weight : weights) {
    if (std::abs(static_cast<double>(weight)) <= bound) ++n_near;
  }
  return static_cast<double>(n_near) / static_cast<double>(weights.n_elem);
}
