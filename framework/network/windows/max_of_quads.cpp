// SPDX-License-Identifier: MIT
#include "network/windows/max_of_quads.hpp"

#include "network/vector_lanes.hpp"
#include "network/vectorised.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace lucarne {
namespace {

// Without a branch, so that the loops have vectors to work with.
inline float larger_or_nan(float a, float b) {
  const float larger = a >= b ? a : b;
  return a != a ? a : larger;
}

using ShareBits = std::int32_t __attribute__((vector_size(32)));

// All bits where the value is the largest, or both are NaN.
inline __attribute__((always_inline)) void find_largest(const EightFloats& value,
                                                        const EightFloats& largest,
                                                        ShareBits& found) {
  found = (value == largest) | ((value != value) & (largest != largest));
}

// Eight quads: dy of each to the first of the largest, where that is positive or anything goes.
inline __attribute__((always_inline)) void share_eight(const float* top, const float* bottom,
                                                       const float* out, const float* dy,
                                                       std::int32_t elsewhere, float* to_top,
                                                       float* to_bottom) {
  const EightFloats y = load_vector<EightFloats>(out);
  const ShareBits share = load_vector<ShareBits>(dy) & ((y > 0.0F) | (ShareBits{} + elsewhere));
  ShareBits a;
  ShareBits b;
  ShareBits c;
  find_largest(
      __builtin_shufflevector(load_vector<EightFloats>(top), load_vector<EightFloats>(top + 8), 0,
                              2, 4, 6, 8, 10, 12, 14),
      y, a);
  find_largest(
      __builtin_shufflevector(load_vector<EightFloats>(top), load_vector<EightFloats>(top + 8), 1,
                              3, 5, 7, 9, 11, 13, 15),
      y, b);
  find_largest(
      __builtin_shufflevector(load_vector<EightFloats>(bottom),
                              load_vector<EightFloats>(bottom + 8), 0, 2, 4, 6, 8, 10, 12, 14),
      y, c);
  const ShareBits to_a = a & share;
  const ShareBits to_b = b & ~a & share;
  const ShareBits to_c = c & ~(a | b) & share;
  const ShareBits to_d = ~(a | b | c) & share;
  const ShareBits rows[] = {__builtin_shufflevector(to_a, to_b, 0, 8, 1, 9, 2, 10, 3, 11),
                            __builtin_shufflevector(to_a, to_b, 4, 12, 5, 13, 6, 14, 7, 15),
                            __builtin_shufflevector(to_c, to_d, 0, 8, 1, 9, 2, 10, 3, 11),
                            __builtin_shufflevector(to_c, to_d, 4, 12, 5, 13, 6, 14, 7, 15)};
  store_vector(rows[0], to_top);
  store_vector(rows[1], to_top + 8);
  store_vector(rows[2], to_bottom);
  store_vector(rows[3], to_bottom + 8);
}

// `elsewhere`: bits of dy that pass where the largest is not positive.
LUCARNE_VECTORISED
void store_shares(const float* top, const float* bottom, const float* out, const float* dy,
                  arma::uword n, std::int32_t elsewhere, float* to_top, float* to_bottom) {
  arma::uword i = 0;
  while (i < n && n >= 8) {
    share_eight(top + 2 * i, bottom + 2 * i, out + i, dy + i, elsewhere, to_top + 2 * i,
                to_bottom + 2 * i);
    // The last eight overlap those before them, and are the same again.
    i = i + 8 < n && i + 16 > n ? n - 8 : i + 8;
  }
  for (; i < n; ++i) {
    const float y = out[i];
    const std::uint32_t share = y > 0.0F ? ~0U : static_cast<std::uint32_t>(elsewhere);
    const std::uint32_t value = std::bit_cast<std::uint32_t>(dy[i]) & share;
    const auto largest = [y](float x) { return x == y || (x != x && y != y) ? ~0U : 0U; };
    const std::uint32_t a = largest(top[2 * i]);
    const std::uint32_t b = largest(top[2 * i + 1]) & ~a;
    const std::uint32_t c = largest(bottom[2 * i]) & ~(a | b);
    to_top[2 * i] = std::bit_cast<float>(value & a);
    to_top[2 * i + 1] = std::bit_cast<float>(value & b);
    to_bottom[2 * i] = std::bit_cast<float>(value & c);
    to_bottom[2 * i + 1] = std::bit_cast<float>(value & ~(a | b | c));
  }
}

LUCARNE_VECTORISED
void largest_of_row(const float* __restrict top, const float* __restrict bottom, arma::uword n,
                    float* __restrict out) {
  for (arma::uword i = 0; i < n; ++i) {
    const float left = larger_or_nan(top[2 * i], bottom[2 * i]);
    const float right = larger_or_nan(top[2 * i + 1], bottom[2 * i + 1]);
    out[i] = larger_or_nan(left, right);
  }
}

/// Columns of a row that are computed: so many more than it has that its loops have whole vectors
/// alone. What runs over the end is written anew with the row after it, or is no row's; only near
/// the end of the tensors there is no room for it.
class RowLengths {
 public:
  RowLengths(const QuadPlanes& planes, const float* in, const float* out)
      : n_(planes.columns()),
        whole_((n_ + vector - 1) / vector * vector),
        in_end_(in + planes.count * planes.in_rows * planes.in_columns),
        out_end_(out + planes.count * planes.rows() * n_) {}

  arma::uword at(const float* bottom, const float* out) const {
    const bool fits = in_end_ - bottom >= static_cast<std::ptrdiff_t>(2 * whole_) &&
                      out_end_ - out >= static_cast<std::ptrdiff_t>(whole_);
    return fits ? whole_ : n_;
  }

 private:
  static constexpr arma::uword vector = 8;
  arma::uword n_;
  arma::uword whole_;
  const float* in_end_;
  const float* out_end_;
};

void add_row(const float* row, arma::uword n, float* sum) {
  for (arma::uword i = 0; i < n; ++i) sum[i] += row[i];
}

}  // namespace

void max_of_quads(const QuadPlanes& planes, const float* in, float* out) {
  const RowLengths lengths(planes, in, out);
  const arma::uword n = planes.columns();
  for (arma::uword plane = 0; plane < planes.count; ++plane) {
    for (arma::uword row = 0; row < planes.rows(); ++row) {
      const float* top = in + 2 * row * planes.in_columns;
      const float* bottom = top + planes.in_columns;
      largest_of_row(top, bottom, lengths.at(bottom, out), out);
      out += n;
    }
    in += planes.in_rows * planes.in_columns;
  }
}

void max_of_quads_adjoint(const QuadPlanes& planes, const float* in, const float* out,
                          const float* dy, float* dx, bool adds, bool through_relu) {
  const std::int32_t elsewhere = through_relu ? 0 : -1;
  const arma::uword n = planes.columns();
  const arma::uword width = planes.in_columns;
  arma::fmat rows(width, adds ? 2 : 0);
  for (arma::uword plane = 0; plane < planes.count; ++plane) {
    for (arma::uword row = 0; row < planes.rows(); ++row) {
      float* to = adds ? rows.memptr() : dx;
      store_shares(in, in + width, out, dy, n, elsewhere, to, to + width);
      if (adds) {
        add_row(to, 2 * n, dx);
        add_row(to + width, 2 * n, dx + width);
      } else if (2 * n < width) {
        to[width - 1] = 0;
        to[2 * width - 1] = 0;
      }
      in += 2 * width;
      dx += 2 * width;
      out += n;
      dy += n;
    }
    if (planes.in_rows % 2 == 0) continue;
    if (!adds) std::fill_n(dx, width, 0.0F);
    in += width;
    dx += width;
  }
}

}  // namespace lucarne
