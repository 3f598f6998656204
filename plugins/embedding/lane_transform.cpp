// SPDX-License-Identifier: MIT
#include "embedding/lane_transform.hpp"

#include "embedding/vectorised.hpp"

#include <cmath>
#include <numbers>
#include <utility>

namespace embedding {
namespace {

struct Planes {
  const float* __restrict in_real;
  const float* __restrict in_imaginary;
  float* __restrict out_real;
  float* __restrict out_imaginary;
};

struct Complex {
  float re, im;
};

#define EMBEDDING_INLINE [[gnu::always_inline]] inline

EMBEDDING_INLINE Complex operator+(Complex a, Complex b) { return {a.re + b.re, a.im + b.im}; }
EMBEDDING_INLINE Complex operator-(Complex a, Complex b) { return {a.re - b.re, a.im - b.im}; }
EMBEDDING_INLINE Complex operator*(Complex a, Complex b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}
EMBEDDING_INLINE Complex operator*(float a, Complex b) { return {a * b.re, a * b.im}; }
EMBEDDING_INLINE Complex minus_i_times(Complex a) { return {a.im, -a.re}; }

EMBEDDING_INLINE Complex load(const Planes& planes, std::size_t at) {
  return {planes.in_real[at], planes.in_imaginary[at]};
}
EMBEDDING_INLINE void store(const Planes& planes, std::size_t at, Complex value) {
  planes.out_real[at] = value.re;
  planes.out_imaginary[at] = value.im;
}

// The butterflies, without twiddles.
EMBEDDING_INLINE void butterfly(const Complex (&a)[2], Complex (&b)[2]) {
  b[0] = a[0] + a[1];
  b[1] = a[0] - a[1];
}

EMBEDDING_INLINE void butterfly(const Complex (&a)[3], Complex (&b)[3]) {
  constexpr float sine = 0.866025403784438647F;  // of 2 pi / 3
  const Complex sum = a[1] + a[2];
  const Complex middle = a[0] - 0.5F * sum;
  const Complex turned = minus_i_times(sine * (a[1] - a[2]));
  b[0] = a[0] + sum;
  b[1] = middle + turned;
  b[2] = middle - turned;
}

EMBEDDING_INLINE void butterfly(const Complex (&a)[4], Complex (&b)[4]) {
  const Complex even = a[0] + a[2];
  const Complex odd = a[1] + a[3];
  const Complex difference = a[0] - a[2];
  const Complex turned = minus_i_times(a[1] - a[3]);
  b[0] = even + odd;
  b[1] = difference + turned;
  b[2] = even - odd;
  b[3] = difference - turned;
}

EMBEDDING_INLINE void butterfly(const Complex (&a)[5], Complex (&b)[5]) {
  constexpr float cosine1 = 0.309016994374947424F;  // of 2 pi / 5
  constexpr float cosine2 = -0.809016994374947424F;
  constexpr float sine1 = 0.951056516295153572F;
  constexpr float sine2 = 0.587785252292473129F;
  const Complex outer = a[1] + a[4];
  const Complex inner = a[2] + a[3];
  const Complex outer_difference = a[1] - a[4];
  const Complex inner_difference = a[2] - a[3];
  const Complex first = a[0] + cosine1 * outer + cosine2 * inner;
  const Complex second = a[0] + cosine2 * outer + cosine1 * inner;
  const Complex first_turned = minus_i_times(sine1 * outer_difference + sine2 * inner_difference);
  const Complex second_turned = minus_i_times(sine2 * outer_difference - sine1 * inner_difference);
  b[0] = a[0] + outer + inner;
  b[1] = first + first_turned;
  b[2] = second + second_turned;
  b[3] = second - second_turned;
  b[4] = first - first_turned;
}

template <std::size_t radix>
EMBEDDING_INLINE void run_pass(const Planes& planes, std::size_t blocks, std::size_t stride,
                               const float* twiddles) {
  for (std::size_t block = 0; block < blocks; ++block) {
    Complex twiddle[radix];
    for (std::size_t r = 1; r < radix; ++r) {
      twiddle[r] = {twiddles[2 * (block * (radix - 1) + r - 1)],
                    twiddles[2 * (block * (radix - 1) + r - 1) + 1]};
    }
    for (std::size_t first = 0; first < stride; first += transform_lanes) {
#pragma GCC ivdep
      for (std::size_t lane = first; lane < first + transform_lanes; ++lane) {
        Complex a[radix];
        Complex b[radix];
        for (std::size_t r = 0; r < radix; ++r) {
          a[r] = load(planes, lane + stride * (block + blocks * r));
        }
        butterfly(a, b);
        store(planes, lane + stride * radix * block, b[0]);
        for (std::size_t r = 1; r < radix; ++r) {
          store(planes, lane + stride * (radix * block + r), twiddle[r] * b[r]);
        }
      }
    }
  }
}

EMBEDDING_VECTORISED void pass2(const Planes& planes, std::size_t blocks, std::size_t stride,
                                const float* twiddles) {
  run_pass<2>(planes, blocks, stride, twiddles);
}
EMBEDDING_VECTORISED void pass3(const Planes& planes, std::size_t blocks, std::size_t stride,
                                const float* twiddles) {
  run_pass<3>(planes, blocks, stride, twiddles);
}
EMBEDDING_VECTORISED void pass4(const Planes& planes, std::size_t blocks, std::size_t stride,
                                const float* twiddles) {
  run_pass<4>(planes, blocks, stride, twiddles);
}
EMBEDDING_VECTORISED void pass5(const Planes& planes, std::size_t blocks, std::size_t stride,
                                const float* twiddles) {
  run_pass<5>(planes, blocks, stride, twiddles);
}

}  // namespace

LaneTransform::LaneTransform(std::size_t length) : length_(length) {
  std::size_t left = length;
  std::size_t stride = transform_lanes;
  while (left > 1) {
    std::size_t radix = 2;
    for (const std::size_t candidate : {4U, 5U, 3U}) {
      if (left % candidate == 0) {
        radix = candidate;
        break;
      }
    }
    Pass pass{radix, left / radix, stride, {}};
    for (std::size_t block = 0; block < pass.blocks; ++block) {
      for (std::size_t r = 1; r < radix; ++r) {
        const double angle =
            -2 * std::numbers::pi * static_cast<double>(block * r) / static_cast<double>(left);
        pass.twiddles.push_back(static_cast<float>(std::cos(angle)));
        pass.twiddles.push_back(static_cast<float>(std::sin(angle)));
      }
    }
    passes_.push_back(std::move(pass));
    left /= radix;
    stride *= radix;
  }
}

void LaneTransform::forward(LaneBuffer& data, LaneBuffer& spare) const {
  for (const Pass& pass : passes_) {
    const Planes planes{data.real.data(), data.imaginary.data(), spare.real.data(),
                        spare.imaginary.data()};
    const auto run = pass.radix == 2   ? pass2
                     : pass.radix == 3 ? pass3
                     : pass.radix == 4 ? pass4
                                       : pass5;
    run(planes, pass.blocks, pass.stride, pass.twiddles.data());
    std::swap(data, spare);
  }
}

void LaneTransform::backward(LaneBuffer& data, LaneBuffer& spare) const {
  std::swap(data.real, data.imaginary);
  forward(data, spare);
  std::swap(data.real, data.imaginary);
}

std::size_t fast_transform_length(std::size_t least) {
  std::size_t length = least < 2 ? 2 : least + least % 2;
  for (;; length += 2) {
    std::size_t left = length;
    for (const std::size_t factor : {2U, 3U, 5U}) {
      while (left % factor == 0) left /= factor;
    }
    if (left == 1) return length;
  }
}

}  // namespace embedding
