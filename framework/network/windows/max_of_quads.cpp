// SPDX-License-Identifier: MIT
#include "network/windows/max_of_quads.hpp"

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

// All bits where the value is the largest, else none: gcc 12 makes no vectors of booleans.
inline std::uint32_t is_largest(float value, float largest) {
  const std::uint32_t equal = value == largest ? ~0U : 0U;
  const std::uint32_t value_is_nan = value != value ? ~0U : 0U;
  const std::uint32_t largest_is_nan = largest != largest ? ~0U : 0U;
  return equal | (value_is_nan & largest_is_nan);
}

inline float masked(std::uint32_t bits, float value) {
  return std::bit_cast<float>(bits & std::bit_cast<std::uint32_t>(value));
}

// `elsewhere`: bits of dy that pass where the largest is not positive.
LUCARNE_VECTORISED
void store_shares(const float* __restrict top, const float* __restrict bottom,
                  const float* __restrict out, const float* __restrict dy, arma::uword n,
                  std::uint32_t elsewhere, float* __restrict to_top, float* __restrict to_bottom) {
  for (arma::uword i = 0; i < n; ++i) {
    const float y = out[i];
    const float share = masked(y > 0.0F ? ~0U : elsewhere, dy[i]);
    const std::uint32_t a = is_largest(top[2 * i], y);
    const std::uint32_t b = is_largest(top[2 * i + 1], y);
    const std::uint32_t c = is_largest(bottom[2 * i], y);
    to_top[2 * i] = masked(a, share);
    to_top[2 * i + 1] = masked(b & ~a, share);
    to_bottom[2 * i] = masked(c & ~(a | b), share);
    to_bottom[2 * i + 1] = masked(~(a | b | c), share);
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
  const std::uint32_t elsewhere = through_relu ? 0U : ~0U;
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
