// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>

namespace lucarne {

/// Planes whose windows are 2 x 2, 2 apart, without pads: what most networks pool by. A last row or
/// column that no window meets is left out.
struct QuadPlanes {
  arma::uword count = 0;
  arma::uword in_rows = 0;
  arma::uword in_columns = 0;
  arma::uword rows() const { return in_rows / 2; }
  arma::uword columns() const { return in_columns / 2; }
};

/// The largest of each four; a NaN counts as largest.
/// shape: in planes x rows x columns, C order; out likewise with the halves
void max_of_quads(const QuadPlanes& planes, const float* in, float* out);

/// Where `out` is what max_of_quads made of `in`: dy of each four goes to the first of the largest,
/// 0 to the others. `adds`: to what `dx` holds; `through_relu`: 0 where the largest is not
/// positive, as what a Relu that made `in` passes back. shape: out and dy alike; in and dx alike
void max_of_quads_adjoint(const QuadPlanes& planes, const float* in, const float* out,
                          const float* dy, float* dx, bool adds, bool through_relu);

}  // namespace lucarne
