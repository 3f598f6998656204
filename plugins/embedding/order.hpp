// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>
#include <cstdint>
#include <vector>

namespace embedding {

/// Places of points along a Morton curve over their bounding box, so that points near to each other
/// mostly lie near in memory: point i goes to place(i). Of points in one cell of 2^-16 of the box
/// the lower index comes first.
/// shape: 2 x n, finite; a permutation of 0 .. n-1
/// source: Morton 1966, "A computer oriented geodetic data base"
std::vector<std::uint32_t> places_along_curve(const arma::fmat& points);

/// The columns, each at its place.
arma::fmat moved(const arma::fmat& columns, const std::vector<std::uint32_t>& place);

}  // namespace embedding
