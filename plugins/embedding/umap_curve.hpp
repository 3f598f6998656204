// SPDX-License-Identifier: MIT
#pragma once

namespace embedding {

/// The kernel 1 / (1 + a d^(2b)) of distances in a UMAP map.
struct UmapCurve {
  double a = 1;
  double b = 1;
};

/// The curve nearest to one that is 1 up to `min_distance` and then falls as
/// exp(-(d - min_distance) / spread), by least squares at 300 distances from 0 to 3 spread.
/// requires: 0 <= min_distance <= spread, spread > 0
/// source: McInnes, Healy, Melville 2018, arXiv 1802.03426, definition 11; Levenberg and Marquardt
UmapCurve fit_curve(double min_distance, double spread);

}  // namespace embedding
