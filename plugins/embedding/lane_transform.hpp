// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

namespace embedding {

/// Fourier transforms done side by side, one in each lane of the vectors: no shuffles, and the same
/// bits on every machine with AVX2 and FMA, which FFTW's codelets do not give.
inline constexpr std::size_t transform_lanes = 16;

/// `transform_lanes` complex numbers, or as many transforms: element k of transform l is at
/// [k * transform_lanes + l].
struct LaneBuffer {
  std::vector<float> real, imaginary;
  explicit LaneBuffer(std::size_t length)
      : real(length * transform_lanes), imaginary(length * transform_lanes) {}
};

/// Discrete Fourier transforms of one length, unnormalised, by Stockham's passes of radix 2 to 5.
/// requires: a length of the factors 2, 3 and 5 alone
class LaneTransform {
 public:
  explicit LaneTransform(std::size_t length);

  std::size_t length() const { return length_; }

  /// X[k] = sum of x[j] exp(-2 pi i j k / length). `data` is transformed in place; `spare` is
  /// written over.
  void forward(LaneBuffer& data, LaneBuffer& spare) const;

  /// As above with exp(+2 pi i j k / length).
  void backward(LaneBuffer& data, LaneBuffer& spare) const;

 private:
  struct Pass {
    std::size_t radix;
    std::size_t blocks;  ///< butterflies of different twiddles
    std::size_t stride;  ///< floats between the neighbours of one butterfly, lanes included
    std::vector<float> twiddles;  ///< radix - 1 complex numbers a block
  };
  std::size_t length_;
  std::vector<Pass> passes_;
};

/// The smallest even length of the factors 2, 3 and 5 that is not below `least`.
std::size_t fast_transform_length(std::size_t least);

}  // namespace embedding
