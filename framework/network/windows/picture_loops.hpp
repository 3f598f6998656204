// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

/// Loops over pictures whose channels lie next to each other, compiled for several instruction
/// sets. Without heavy headers, because they are compiled apart.
namespace lucarne {

struct RowsToTranspose {
  std::size_t n_rows;
  std::size_t n_columns;
  std::size_t out_stride;
  std::size_t in_stride;
};

/// Rows become columns: out[column * out_stride + row] = in[row * in_stride + column].
void transpose_rows(const float* in, const RowsToTranspose& rows, float* out);
void transpose_rows(const std::uint32_t* in, const RowsToTranspose& rows, std::uint32_t* out);
/// The same, added to what `out` holds.
void transpose_and_add(const float* in, const RowsToTranspose& rows, float* out);

/// A number that is not zero, and where its kernel begins among the sums.
struct KernelEntry {
  std::uint32_t offset;
  float value;
};

struct KernelRows {
  std::size_t count;
  std::size_t length;  ///< kernel columns times channels, a multiple of 8
  std::size_t stride;  ///< from one row of the sums to the next
};

/// Each entry's value times the rows of a kernel, added to the sums from its offset on.
void add_kernels(const KernelEntry* entries, std::size_t n_entries, const float* kernel,
                 const KernelRows& rows, float* sums);

/// Kernels over pictures of few channels.
struct PixelKernels {
  std::size_t in_channels;
  std::size_t height;
  std::size_t width;
  std::size_t plane;         ///< from one input channel to the next
  std::size_t row;           ///< from one row of pixels to the next
  std::size_t out_channels;  ///< a multiple of 8
  const float* weights;      ///< in_channels x height x width x out_channels
  const float* biases;
};

/// A row of the output, n pixels whose channels lie next to each other; `pixels` is where the first
/// one's kernel begins.
void convolve_row(const float* pixels, const PixelKernels& kernels, std::size_t n, float* out);

/// How many are not zero; NaN is not.
std::size_t count_nonzero(const float* values, std::size_t n);

}  // namespace lucarne
