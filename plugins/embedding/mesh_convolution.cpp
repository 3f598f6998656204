// SPDX-License-Identifier: MIT
#include "embedding/mesh_convolution.hpp"

#include "embedding/b_spline.hpp"
#include "embedding/vectorised.hpp"

#include <algorithm>

namespace embedding {
namespace {

constexpr std::size_t lanes = transform_lanes;

std::size_t batches_of(std::size_t count) { return (count + lanes - 1) / lanes; }

using Four = float __attribute__((vector_size(16), aligned(4), may_alias));
using FourIndices = int __attribute__((vector_size(16)));

// to[j][i] = from[i][j] for 16 x 16 floats, in blocks of four.
void transpose(const float* from, std::size_t from_pitch, float* to, std::size_t to_pitch) {
  for (std::size_t i = 0; i < lanes; i += 4) {
    for (std::size_t j = 0; j < lanes; j += 4) {
      const auto row = [&](std::size_t r) {
        return *reinterpret_cast<const Four*>(from + (i + r) * from_pitch + j);
      };
      const Four a = row(0);
      const Four b = row(1);
      const Four c = row(2);
      const Four d = row(3);
      const Four ac_low = __builtin_shuffle(a, c, FourIndices{0, 4, 1, 5});
      const Four ac_high = __builtin_shuffle(a, c, FourIndices{2, 6, 3, 7});
      const Four bd_low = __builtin_shuffle(b, d, FourIndices{0, 4, 1, 5});
      const Four bd_high = __builtin_shuffle(b, d, FourIndices{2, 6, 3, 7});
      const auto put = [&](std::size_t r, Four value) {
        *reinterpret_cast<Four*>(to + (j + r) * to_pitch + i) = value;
      };
      put(0, __builtin_shuffle(ac_low, bd_low, FourIndices{0, 4, 1, 5}));
      put(1, __builtin_shuffle(ac_low, bd_low, FourIndices{2, 6, 3, 7}));
      put(2, __builtin_shuffle(ac_high, bd_high, FourIndices{0, 4, 1, 5}));
      put(3, __builtin_shuffle(ac_high, bd_high, FourIndices{2, 6, 3, 7}));
    }
  }
}

// The transforms of two real batches from that of one as real and one as imaginary part, twice.
EMBEDDING_VECTORISED void separate(const float* real, const float* imaginary,
                                   const float* mirrored_real, const float* mirrored_imaginary,
                                   float* __restrict out_real, float* __restrict out_imaginary) {
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    out_real[lane] = real[lane] + mirrored_real[lane];
    out_imaginary[lane] = imaginary[lane] - mirrored_imaginary[lane];
    out_real[lanes + lane] = imaginary[lane] + mirrored_imaginary[lane];
    out_imaginary[lanes + lane] = mirrored_real[lane] - real[lane];
  }
}

EMBEDDING_VECTORISED void combine(const float* in_real, const float* in_imaginary,
                                  float* __restrict real, float* __restrict imaginary,
                                  float* __restrict mirrored_real,
                                  float* __restrict mirrored_imaginary) {
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const float a_real = in_real[lane];
    const float a_imaginary = in_imaginary[lane];
    const float b_real = in_real[lanes + lane];
    const float b_imaginary = in_imaginary[lanes + lane];
    mirrored_real[lane] = a_real + b_imaginary;
    mirrored_imaginary[lane] = b_real - a_imaginary;
    real[lane] = a_real - b_imaginary;
    imaginary[lane] = a_imaginary + b_real;
  }
}

EMBEDDING_VECTORISED void multiply(const float* kernel, float* __restrict real,
                                   float* __restrict imaginary) {
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    real[lane] *= kernel[lane];
    imaginary[lane] *= kernel[lane];
  }
}

}  // namespace

MeshConvolution::MeshConvolution(std::size_t length, double spacing, std::size_t order,
                                 const ParallelFor& parallel_for)
    : transform_(length),
      pairs_((batches_of(length / 2) + 1) / 2),
      batches_(batches_of(length / 2 + 1)) {
  const std::size_t size = batches_ * lanes * 2 * lanes * pairs_;
  spectrum_real_.resize(size);
  spectrum_imaginary_.resize(size);
  make_kernel(spacing, order, parallel_for);
}

Mesh MeshConvolution::make_mesh() const {
  // Sixteen more: B-splines are read in whole vectors, and rows begin in different sets of a cache.
  const std::size_t pitch = 2 * lanes * pairs_ + lanes;
  return {pitch, std::vector<float>(pitch * nodes())};
}

void MeshConvolution::for_batches(std::size_t count, const ParallelFor& parallel_for,
                                  const Task& task) {
  parallel_for(count, [&](arma::uword batch) {
    std::unique_ptr<Buffers> buffers;
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        buffers = std::move(idle_.back());
        idle_.pop_back();
      }
    }
    if (!buffers) {
      buffers = std::make_unique<Buffers>(
          Buffers{LaneBuffer(transform_.length()), LaneBuffer(transform_.length())});
    }
    task(batch, *buffers);
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(buffers));
  });
}

void MeshConvolution::make_kernel(double spacing, std::size_t order,
                                  const ParallelFor& parallel_for) {
  const std::size_t length = transform_.length();
  const std::size_t half = length / 2;
  const std::size_t pitch = batches_ * lanes;
  // K and its transform along x are even: half of y, and the real part, are enough.
  std::vector<float> along(pitch * pitch);  // [y][k_x]
  for_batches(batches_, parallel_for, [&](arma::uword batch, Buffers& buffers) {
    std::fill(buffers.data.imaginary.begin(), buffers.data.imaginary.end(), 0.0F);
    for (std::size_t x = 0; x < length; ++x) {
      const double dx = spacing * static_cast<double>(std::min(x, length - x));
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        const double dy = spacing * static_cast<double>(batch * lanes + lane);
        buffers.data.real[x * lanes + lane] = static_cast<float>(1 / (1 + dx * dx + dy * dy));
      }
    }
    transform_.forward(buffers.data, buffers.spare);
    for (std::size_t k = 0; k <= half; ++k) {
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        along[(batch * lanes + lane) * pitch + k] = buffers.data.real[k * lanes + lane];
      }
    }
  });
  const std::vector<double> spline = b_spline_transform(order, length);
  const std::vector<double> spline_twice = b_spline_transform(2 * order, length);
  const double scale = 1 / (static_cast<double>(length) * static_cast<double>(length));
  kernel_.resize((half + 1) * pitch);
  std::vector<double> self(batches_);
  for_batches(batches_, parallel_for, [&](arma::uword batch, Buffers& buffers) {
    std::fill(buffers.data.imaginary.begin(), buffers.data.imaginary.end(), 0.0F);
    for (std::size_t y = 0; y < length; ++y) {
      std::copy_n(along.data() + std::min(y, length - y) * pitch + batch * lanes, lanes,
                  buffers.data.real.data() + y * lanes);
    }
    transform_.forward(buffers.data, buffers.spare);
    for (std::size_t k = 0; k <= half; ++k) {
      for (std::size_t lane = 0; lane < lanes && batch * lanes + lane <= half; ++lane) {
        const std::size_t other = batch * lanes + lane;
        const double read = spline[k] * spline[other];
        const double value =
            scale * static_cast<double>(buffers.data.real[k * lanes + lane]) / (read * read);
        const double times = (k % half == 0 ? 1 : 2) * (other % half == 0 ? 1 : 2);
        self[batch] += times * value * spline_twice[k] * spline_twice[other];
        kernel_[k * pitch + other] = static_cast<float>(value / 2);  // `separate` doubles
      }
    }
  });
  for (const double part : self) self_field_ += part;
}

void MeshConvolution::along_x(const Mesh& charges, std::size_t pair, Buffers& buffers) {
  LaneBuffer& data = buffers.data;
  const std::size_t half = nodes();
  for (std::size_t x = 0; x < half; ++x) {
    const float* from = charges.values.data() + x * charges.pitch + pair * 2 * lanes;
    std::copy_n(from, lanes, data.real.data() + x * lanes);
    std::copy_n(from + lanes, lanes, data.imaginary.data() + x * lanes);
  }
  const auto zeros = static_cast<std::ptrdiff_t>(half * lanes);
  std::fill(data.real.begin() + zeros, data.real.end(), 0.0F);
  std::fill(data.imaginary.begin() + zeros, data.imaginary.end(), 0.0F);
  transform_.forward(data, buffers.spare);
  for (std::size_t k = 0; k <= half; ++k) {
    const std::size_t mirrored = k == 0 ? 0 : 2 * half - k;
    const std::size_t to = (k * pairs_ + pair) * 2 * lanes;
    separate(data.real.data() + k * lanes, data.imaginary.data() + k * lanes,
             data.real.data() + mirrored * lanes, data.imaginary.data() + mirrored * lanes,
             spectrum_real_.data() + to, spectrum_imaginary_.data() + to);
  }
}

void MeshConvolution::along_y(std::size_t batch, Buffers& buffers) {
  LaneBuffer& data = buffers.data;
  const std::size_t half = nodes();
  const std::size_t pitch = 2 * lanes * pairs_;
  const std::size_t begin = batch * lanes * pitch;
  const std::size_t length = transform_.length();
  // The last block of y may reach beyond the nodes, where charges are zero, but not beyond twice.
  const std::size_t blocks = batches_of(half);
  const std::size_t whole = blocks * lanes;
  for (std::size_t block = 0; block < blocks; ++block) {
    const std::size_t y = block * lanes;
    transpose(spectrum_real_.data() + begin + y, pitch, data.real.data() + y * lanes, lanes);
    transpose(spectrum_imaginary_.data() + begin + y, pitch, data.imaginary.data() + y * lanes,
              lanes);
  }
  const auto zeros = static_cast<std::ptrdiff_t>(whole * lanes);
  std::fill(data.real.begin() + zeros, data.real.end(), 0.0F);
  std::fill(data.imaginary.begin() + zeros, data.imaginary.end(), 0.0F);
  transform_.forward(data, buffers.spare);
  for (std::size_t k = 0; k < length; ++k) {
    multiply(kernel_.data() + (std::min(k, length - k) * batches_ + batch) * lanes,
             data.real.data() + k * lanes, data.imaginary.data() + k * lanes);
  }
  transform_.backward(data, buffers.spare);
  for (std::size_t block = 0; block < blocks; ++block) {
    const std::size_t y = block * lanes;
    transpose(data.real.data() + y * lanes, lanes, spectrum_real_.data() + begin + y, pitch);
    transpose(data.imaginary.data() + y * lanes, lanes, spectrum_imaginary_.data() + begin + y,
              pitch);
  }
}

void MeshConvolution::back_along_x(Mesh& field, std::size_t pair, Buffers& buffers) {
  LaneBuffer& data = buffers.data;
  const std::size_t half = nodes();
  for (std::size_t k = 0; k <= half; ++k) {
    // Where a transform of real numbers is its own mirror, one overwrites the other.
    const std::size_t mirrored = k == 0 ? 0 : 2 * half - k;
    const std::size_t from = (k * pairs_ + pair) * 2 * lanes;
    float spare[2 * lanes];
    const bool own = mirrored == k;
    combine(spectrum_real_.data() + from, spectrum_imaginary_.data() + from,
            data.real.data() + k * lanes, data.imaginary.data() + k * lanes,
            own ? spare : data.real.data() + mirrored * lanes,
            own ? spare + lanes : data.imaginary.data() + mirrored * lanes);
  }
  transform_.backward(data, buffers.spare);
  for (std::size_t x = 0; x < half; ++x) {
    float* to = field.values.data() + x * field.pitch + pair * 2 * lanes;
    std::copy_n(data.real.data() + x * lanes, lanes, to);
    std::copy_n(data.imaginary.data() + x * lanes, lanes, to + lanes);
  }
}

void MeshConvolution::operator()(const Mesh& charges, Mesh& field,
                                 const ParallelFor& parallel_for) {
  for_batches(pairs_, parallel_for,
              [&](arma::uword pair, Buffers& buffers) { along_x(charges, pair, buffers); });
  for_batches(batches_, parallel_for,
              [&](arma::uword batch, Buffers& buffers) { along_y(batch, buffers); });
  for_batches(pairs_, parallel_for,
              [&](arma::uword pair, Buffers& buffers) { back_along_x(field, pair, buffers); });
}

}  // namespace embedding
