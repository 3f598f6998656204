// SPDX-License-Identifier: MIT
#include "network/windows/picture_loops.hpp"

#include "network/vectorised.hpp"

namespace lucarne {
namespace {

// Vectors of eight even where the machine has wider ones: see sum_columns().
using EightFloats = float __attribute__((vector_size(32), aligned(4), may_alias));
using EightWholes = std::uint32_t __attribute__((vector_size(32), aligned(4), may_alias));

template <class Eight, class Number>
inline __attribute__((always_inline)) const Eight& load(const Number* from) {
  return *reinterpret_cast<const Eight*>(from);
}

// What eight rows of eight have in their columns. Pairs first, then fours, then halves.
template <class Eight, class Number>
inline __attribute__((always_inline)) void transpose_eight(const Number* in, std::size_t stride,
                                                           Eight (&columns)[8]) {
  Eight pairs[8];
  Eight fours[8];
  for (std::size_t i = 0; i < 4; ++i) {
    const auto a = load<Eight>(in + 2 * i * stride);
    const auto b = load<Eight>(in + (2 * i + 1) * stride);
    pairs[2 * i] = __builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13);
    pairs[2 * i + 1] = __builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t first = i / 2 * 4 + i % 2;
    const Eight a = pairs[first];
    const Eight b = pairs[first + 2];
    fours[i / 2 * 4 + i % 2 * 2] = __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13);
    fours[i / 2 * 4 + i % 2 * 2 + 1] = __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
  }
  for (std::size_t i = 0; i < 4; ++i) {
    columns[i] = __builtin_shufflevector(fours[i], fours[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    columns[i + 4] = __builtin_shufflevector(fours[i], fours[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

template <class Eight, bool adds, class Number>
inline __attribute__((always_inline)) void transpose(const Number* in, const RowsToTranspose& rows,
                                                     Number* out) {
  const std::size_t whole = rows.n_columns / 8 * 8;
  std::size_t row = 0;
  for (; row + 8 <= rows.n_rows; row += 8) {
    const Number* from = in + row * rows.n_columns;
    for (std::size_t column = 0; column < whole; column += 8) {
      Eight columns[8];
      transpose_eight(from + column, rows.n_columns, columns);
      for (std::size_t i = 0; i < 8; ++i) {
        auto& at = *reinterpret_cast<Eight*>(out + (column + i) * rows.out_stride + row);
        at = adds ? at + columns[i] : columns[i];
      }
    }
    for (std::size_t column = whole; column < rows.n_columns; ++column) {
      for (std::size_t i = 0; i < 8; ++i) {
        Number& at = out[column * rows.out_stride + row + i];
        const Number value = from[i * rows.n_columns + column];
        at = adds ? at + value : value;
      }
    }
  }
  for (; row < rows.n_rows; ++row) {
    for (std::size_t column = 0; column < rows.n_columns; ++column) {
      Number& at = out[column * rows.out_stride + row];
      const Number value = in[row * rows.n_columns + column];
      at = adds ? at + value : value;
    }
  }
}

}  // namespace

LUCARNE_VECTORISED
void transpose_rows(const float* in, const RowsToTranspose& rows, float* out) {
  transpose<EightFloats, false>(in, rows, out);
}

LUCARNE_VECTORISED
void transpose_rows(const std::uint32_t* in, const RowsToTranspose& rows, std::uint32_t* out) {
  transpose<EightWholes, false>(in, rows, out);
}

LUCARNE_VECTORISED
void transpose_and_add(const float* in, const RowsToTranspose& rows, float* out) {
  transpose<EightFloats, true>(in, rows, out);
}

LUCARNE_VECTORISED
void add_kernels(const KernelEntry* entries, std::size_t n_entries, const float* __restrict kernel,
                 const KernelRows& rows, float* __restrict sums) {
  for (std::size_t i = 0; i < n_entries; ++i) {
    const float value = entries[i].value;
    float* at = sums + entries[i].offset;
    const float* w = kernel;
    for (std::size_t row = 0; row < rows.count; ++row) {
      for (std::size_t k = 0; k < rows.length; k += 8) {
        *reinterpret_cast<EightFloats*>(at + k) += value * load<EightFloats>(w + k);
      }
      at += rows.stride;
      w += rows.length;
    }
  }
}

LUCARNE_VECTORISED
std::size_t count_nonzero(const float* values, std::size_t n) {
  std::uint32_t count = 0;  // an item has fewer than 2^28
  for (std::size_t i = 0; i < n; ++i) count += values[i] != 0 ? 1U : 0U;
  return count;
}

}  // namespace lucarne
