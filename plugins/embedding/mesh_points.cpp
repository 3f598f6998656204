// SPDX-License-Identifier: MIT
#include "embedding/mesh_points.hpp"

#include "embedding/b_spline.hpp"
#include "embedding/vectorised.hpp"

#include <algorithm>
#include <numeric>

namespace embedding {
namespace {

// Of the points given and of the points sorted: enough for the columns at a chunk's ends, which are
// added twice, not to count.
constexpr std::size_t points_per_chunk = 4096;

std::size_t chunks_of(std::size_t n) { return (n + points_per_chunk - 1) / points_per_chunk; }

using Four = float __attribute__((vector_size(16), aligned(4), may_alias));

// Weights of the nodes of a cell, or their derivatives, as polynomials of the place in the cell.
template <std::size_t order>
struct Weights {
  static constexpr std::size_t fours = (order + 3) / 4;
  Four value[order][fours] = {};           // by power
  Four derivative[order - 1][fours] = {};  // by power

  Weights() {
    const std::vector<std::vector<double>> of_power = b_spline_weights(order);
    for (std::size_t power = 0; power < order; ++power) {
      for (std::size_t node = 0; node < order; ++node) {
        const double weight = of_power[power][node];
        value[power][node / 4][node % 4] = static_cast<float>(weight);
        if (power == 0) continue;
        derivative[power - 1][node / 4][node % 4] =
            static_cast<float>(static_cast<double>(power) * weight);
      }
    }
  }
};

template <std::size_t powers, std::size_t fours>
[[gnu::always_inline]] inline void evaluate(const Four (&coefficients)[powers][fours], float t,
                                            Four (&out)[fours]) {
  for (std::size_t four = 0; four < fours; ++four) {
    Four value = coefficients[powers - 1][four];
    for (std::size_t power = powers - 1; power-- > 0;) {
      value = value * t + coefficients[power][four];
    }
    out[four] = value;
  }
}

struct SortedPoints {
  const float* x;
  const float* y;
  std::size_t count;
};

// `mesh` begins at column first_column.
template <std::size_t order>
[[gnu::always_inline]] inline void spread_points(const Weights<order>& weights,
                                                 const SortedPoints& points,
                                                 std::size_t first_column, float* mesh,
                                                 std::size_t pitch) {
  constexpr std::size_t fours = Weights<order>::fours;
  for (std::size_t i = 0; i < points.count; ++i) {
    const auto cell_x = static_cast<std::size_t>(points.x[i]);
    const auto cell_y = static_cast<std::size_t>(points.y[i]);
    Four along_x[fours];
    Four along_y[fours];
    evaluate(weights.value, points.x[i] - static_cast<float>(cell_x), along_x);
    evaluate(weights.value, points.y[i] - static_cast<float>(cell_y), along_y);
    float* row = mesh + (cell_x - first_column) * pitch + cell_y;
    for (std::size_t a = 0; a < order; ++a, row += pitch) {
      for (std::size_t four = 0; four < fours; ++four) {
        Four* to = reinterpret_cast<Four*>(row + 4 * four);
        *to = *to + along_x[a / 4][a % 4] * along_y[four];
      }
    }
  }
}

EMBEDDING_VECTORISED void spread4(const Weights<4>& weights, const SortedPoints& points,
                                  std::size_t first_column, float* mesh, std::size_t pitch) {
  spread_points<4>(weights, points, first_column, mesh, pitch);
}
EMBEDDING_VECTORISED void spread6(const Weights<6>& weights, const SortedPoints& points,
                                  std::size_t first_column, float* mesh, std::size_t pitch) {
  spread_points<6>(weights, points, first_column, mesh, pitch);
}

[[gnu::always_inline]] inline float sum_of_four(Four v) { return (v[0] + v[1]) + (v[2] + v[3]); }

// Returns the sum of the field; `scale` times the field's derivatives by cell go to `forces`.
template <std::size_t order>
[[gnu::always_inline]] inline double read_points(const Weights<order>& weights,
                                                 const SortedPoints& points,
                                                 const std::uint32_t* original, const float* field,
                                                 std::size_t pitch, float scale, float* forces) {
  constexpr std::size_t fours = Weights<order>::fours;
  double sum = 0;
  for (std::size_t i = 0; i < points.count; ++i) {
    const auto cell_x = static_cast<std::size_t>(points.x[i]);
    const auto cell_y = static_cast<std::size_t>(points.y[i]);
    const float in_x = points.x[i] - static_cast<float>(cell_x);
    const float in_y = points.y[i] - static_cast<float>(cell_y);
    Four along_x[fours];
    Four along_y[fours];
    Four slope_x[fours];
    Four slope_y[fours];
    evaluate(weights.value, in_x, along_x);
    evaluate(weights.value, in_y, along_y);
    evaluate(weights.derivative, in_x, slope_x);
    evaluate(weights.derivative, in_y, slope_y);
    Four values[fours] = {};
    Four slopes[fours] = {};
    const float* row = field + cell_x * pitch + cell_y;
    for (std::size_t a = 0; a < order; ++a, row += pitch) {
      for (std::size_t four = 0; four < fours; ++four) {
        const Four nodes = *reinterpret_cast<const Four*>(row + 4 * four);
        values[four] = values[four] + along_x[a / 4][a % 4] * nodes;
        slopes[four] = slopes[four] + slope_x[a / 4][a % 4] * nodes;
      }
    }
    Four at_point{};
    Four by_x{};
    Four by_y{};
    for (std::size_t four = 0; four < fours; ++four) {
      at_point = at_point + values[four] * along_y[four];
      by_x = by_x + slopes[four] * along_y[four];
      by_y = by_y + values[four] * slope_y[four];
    }
    sum += static_cast<double>(sum_of_four(at_point));
    forces[2 * original[i]] = scale * sum_of_four(by_x);
    forces[2 * original[i] + 1] = scale * sum_of_four(by_y);
  }
  return sum;
}

EMBEDDING_VECTORISED double read4(const Weights<4>& weights, const SortedPoints& points,
                                  const std::uint32_t* original, const float* field,
                                  std::size_t pitch, float scale, float* forces) {
  return read_points<4>(weights, points, original, field, pitch, scale, forces);
}
EMBEDDING_VECTORISED double read6(const Weights<6>& weights, const SortedPoints& points,
                                  const std::uint32_t* original, const float* field,
                                  std::size_t pitch, float scale, float* forces) {
  return read_points<6>(weights, points, original, field, pitch, scale, forces);
}

}  // namespace

void MeshPoints::sort(const arma::fmat& points, const MeshPlace& place, std::size_t nodes,
                      const ParallelFor& parallel_for) {
  const std::size_t n = points.n_cols;
  const std::size_t chunks = chunks_of(n);
  columns_ = nodes;
  spacing_ = place.spacing;
  x_.resize(n);
  y_.resize(n);
  original_.resize(n);
  counts_.assign(chunks * columns_, 0);
  const float per_spacing = 1 / place.spacing;
  const float* coordinates = points.memptr();
  const auto for_chunk = [&](arma::uword chunk, const auto& body) {
    const std::size_t last = std::min<std::size_t>(n, (chunk + 1) * points_per_chunk);
    std::uint32_t* counts = counts_.data() + chunk * columns_;
    for (std::size_t i = chunk * points_per_chunk; i < last; ++i) {
      const float x = (coordinates[2 * i] - place.low_x) * per_spacing;
      body(i, x, counts[static_cast<std::size_t>(x)]);
    }
  };
  parallel_for(chunks, [&](arma::uword chunk) {
    for_chunk(chunk, [](std::size_t, float, std::uint32_t& count) { ++count; });
  });
  std::uint32_t begin = 0;
  for (std::size_t column = 0; column < columns_; ++column) {
    for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
      begin += std::exchange(counts_[chunk * columns_ + column], begin);
    }
  }
  parallel_for(chunks, [&](arma::uword chunk) {
    for_chunk(chunk, [&](std::size_t i, float x, std::uint32_t& next) {
      const std::uint32_t at = next++;
      x_[at] = x;
      y_[at] = (coordinates[2 * i + 1] - place.low_y) * per_spacing;
      original_[at] = static_cast<std::uint32_t>(i);
    });
  });
}

void MeshPoints::spread(Mesh& mesh, const ParallelFor& parallel_for) {
  const std::size_t n = x_.size();
  const std::size_t chunks = chunks_of(n);
  const std::size_t pitch = mesh.pitch;
  struct Strip {
    std::size_t first, columns, at;
  };
  std::vector<Strip> strips(chunks);
  std::size_t size = 0;
  for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
    const std::size_t last = std::min<std::size_t>(n, (chunk + 1) * points_per_chunk) - 1;
    const auto first_column = static_cast<std::size_t>(x_[chunk * points_per_chunk]);
    const auto last_column = static_cast<std::size_t>(x_[last]);
    strips[chunk] = {first_column, last_column - first_column + order_, size};
    size += strips[chunk].columns * pitch;
  }
  if (strips_.size() < size) strips_.resize(size);
  const Weights<4> four;
  const Weights<6> six;
  parallel_for(chunks, [&](arma::uword chunk) {
    const Strip& strip = strips[chunk];
    float* to = strips_.data() + strip.at;
    std::fill_n(to, strip.columns * pitch, 0.0F);
    const std::size_t begin = chunk * points_per_chunk;
    const SortedPoints points{x_.data() + begin, y_.data() + begin,
                              std::min<std::size_t>(points_per_chunk, n - begin)};
    if (order_ == 4) spread4(four, points, strip.first, to, pitch);
    if (order_ == 6) spread6(six, points, strip.first, to, pitch);
  });
  for_rows(parallel_for, columns_, [&](arma::uword column) {
    float* to = mesh.values.data() + column * pitch;
    std::fill_n(to, pitch, 0.0F);
    for (const Strip& strip : strips) {
      if (column < strip.first || column >= strip.first + strip.columns) continue;
      const float* from = strips_.data() + strip.at + (column - strip.first) * pitch;
      for (std::size_t y = 0; y < pitch; ++y) to[y] += from[y];
    }
  });
}

double MeshPoints::read(const Mesh& field, arma::fmat& forces,
                        const ParallelFor& parallel_for) const {
  const std::size_t n = x_.size();
  const std::size_t chunks = chunks_of(n);
  forces.set_size(2, n);
  std::vector<double> sums(chunks);
  const Weights<4> four;
  const Weights<6> six;
  const float scale = -0.5F / spacing_;
  parallel_for(chunks, [&](arma::uword chunk) {
    const std::size_t begin = chunk * points_per_chunk;
    const SortedPoints points{x_.data() + begin, y_.data() + begin,
                              std::min<std::size_t>(points_per_chunk, n - begin)};
    const auto read_all = [&](const auto& reader, const auto& weights) {
      return reader(weights, points, original_.data() + begin, field.values.data(), field.pitch,
                    scale, forces.memptr());
    };
    sums[chunk] = order_ == 4 ? read_all(read4, four) : read_all(read6, six);
  });
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

}  // namespace embedding
