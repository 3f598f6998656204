// SPDX-License-Identifier: MIT
#include "embedding/order.hpp"

#include <algorithm>
#include <utility>

namespace embedding {
namespace {

// The bits of a cell number with a zero between each two.
std::uint32_t spread_bits(std::uint32_t cell) {
  cell = (cell | cell << 8U) & 0x00FF00FFU;
  cell = (cell | cell << 4U) & 0x0F0F0F0FU;
  cell = (cell | cell << 2U) & 0x33333333U;
  return (cell | cell << 1U) & 0x55555555U;
}

}  // namespace

std::vector<std::uint32_t> places_along_curve(const arma::fmat& points) {
  const arma::uword n = points.n_cols;
  const arma::fvec low = arma::min(points, 1);
  const arma::fvec span = arma::max(points, 1) - low;
  const float widest = std::max(span(0), span(1));
  const float scale = widest > 0 ? 65535 / widest : 0;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> keys(n);
  for (std::uint32_t i = 0; i < n; ++i) {
    const auto column = static_cast<std::uint32_t>((points(0, i) - low(0)) * scale);
    const auto row = static_cast<std::uint32_t>((points(1, i) - low(1)) * scale);
    keys[i] = {spread_bits(column) | spread_bits(row) << 1U, i};
  }
  std::sort(keys.begin(), keys.end());
  std::vector<std::uint32_t> place(n);
  for (std::uint32_t at = 0; at < n; ++at) place[keys[at].second] = at;
  return place;
}

arma::fmat moved(const arma::fmat& columns, const std::vector<std::uint32_t>& place) {
  arma::fmat result(columns.n_rows, columns.n_cols);
  for (arma::uword i = 0; i < columns.n_cols; ++i) {
    std::copy_n(columns.colptr(i), columns.n_rows, result.colptr(place[i]));
  }
  return result;
}

}  // namespace embedding
