// SPDX-License-Identifier: MIT
#include "network/windows/picture_loops.hpp"

#include "network/vector_lanes.hpp"
#include "network/vectorised.hpp"

namespace lucarne {
namespace {

// What eight rows of eight have in their columns. Pairs first, then fours, then halves.
template <class Eight, class Number>
inline __attribute__((always_inline)) void transpose_eight(const Number* in, std::size_t stride,
                                                           Eight (&columns)[8]) {
  Eight pairs[8];
  Eight fours[8];
  for (std::size_t i = 0; i < 4; ++i) {
    const auto a = load_vector<Eight>(in + 2 * i * stride);
    const auto b = load_vector<Eight>(in + (2 * i + 1) * stride);
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
    const Number* from = in + row * rows.in_stride;
    for (std::size_t column = 0; column < whole; column += 8) {
      Eight columns[8];
      transpose_eight(from + column, rows.in_stride, columns);
      for (std::size_t i = 0; i < 8; ++i) {
        Number* at = out + (column + i) * rows.out_stride + row;
        if constexpr (adds) columns[i] += load_vector<Eight>(at);
        store_vector(columns[i], at);
      }
    }
    for (std::size_t column = whole; column < rows.n_columns; ++column) {
      for (std::size_t i = 0; i < 8; ++i) {
        Number& at = out[column * rows.out_stride + row + i];
        const Number value = from[i * rows.in_stride + column];
        at = adds ? at + value : value;
      }
    }
  }
  for (; row < rows.n_rows; ++row) {
    for (std::size_t column = 0; column < rows.n_columns; ++column) {
      Number& at = out[column * rows.out_stride + row];
      const Number value = in[row * rows.in_stride + column];
      at = adds ? at + value : value;
    }
  }
}

// Some pixels next to each other, for some vectors of channels: the sums stay in registers.
template <std::size_t n_pixels, std::size_t n_vectors>
inline __attribute__((always_inline)) void convolve_pixels(const float* pixels,
                                                           const PixelKernels& kernels,
                                                           std::size_t channel, float* out) {
  EightFloats sums[n_pixels][n_vectors];
  for (std::size_t p = 0; p < n_pixels; ++p) {
    for (std::size_t v = 0; v < n_vectors; ++v) {
      sums[p][v] = load_vector<EightFloats>(kernels.biases + channel + 8 * v);
    }
  }
  const float* weights = kernels.weights + channel;
  for (std::size_t in = 0; in < kernels.in_channels; ++in) {
    for (std::size_t y = 0; y < kernels.height; ++y) {
      const float* from = pixels + in * kernels.plane + y * kernels.row;
      for (std::size_t x = 0; x < kernels.width; ++x, ++from) {
        for (std::size_t v = 0; v < n_vectors; ++v) {
          const EightFloats weight = load_vector<EightFloats>(weights + 8 * v);
          for (std::size_t p = 0; p < n_pixels; ++p) sums[p][v] += from[p] * weight;
        }
        weights += kernels.out_channels;
      }
    }
  }
  for (std::size_t p = 0; p < n_pixels; ++p) {
    for (std::size_t v = 0; v < n_vectors; ++v) {
      store_vector(sums[p][v], out + p * kernels.out_channels + channel + 8 * v);
    }
  }
}

template <std::size_t n_vectors>
inline __attribute__((always_inline)) void convolve_channels(const float* pixels,
                                                             const PixelKernels& kernels,
                                                             std::size_t n, std::size_t channel,
                                                             float* out) {
  std::size_t pixel = 0;
  while (pixel < n && n >= 6) {
    convolve_pixels<6, n_vectors>(pixels + pixel, kernels, channel,
                                  out + pixel * kernels.out_channels);
    // The last six overlap those before them, and are the same again.
    pixel = pixel + 6 < n && pixel + 12 > n ? n - 6 : pixel + 6;
  }
  for (; pixel < n; ++pixel) {
    convolve_pixels<1, n_vectors>(pixels + pixel, kernels, channel,
                                  out + pixel * kernels.out_channels);
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
        const EightFloats sum =
            load_vector<EightFloats>(at + k) + value * load_vector<EightFloats>(w + k);
        store_vector(sum, at + k);
      }
      at += rows.stride;
      w += rows.length;
    }
  }
}

LUCARNE_VECTORISED
void convolve_row(const float* pixels, const PixelKernels& kernels, std::size_t n, float* out) {
  std::size_t channel = 0;
  for (; channel + 16 <= kernels.out_channels; channel += 16) {
    convolve_channels<2>(pixels, kernels, n, channel, out);
  }
  if (channel < kernels.out_channels) convolve_channels<1>(pixels, kernels, n, channel, out);
}

LUCARNE_VECTORISED
std::size_t count_nonzero(const float* values, std::size_t n) {
  std::uint32_t count = 0;  // an item has fewer than 2^28
  for (std::size_t i = 0; i < n; ++i) count += values[i] != 0 ? 1U : 0U;
  return count;
}

}  // namespace lucarne
