// SPDX-License-Identifier: MIT
#include "embedding/mesh_repulsion.hpp"

#include "embedding/far_points.hpp"

#include <algorithm>
#include <cmath>

namespace embedding {
namespace {

constexpr std::size_t spline_order = 4;  // cubic
constexpr std::size_t shortest_transform = 32;

double spacing_of(Accuracy accuracy) { return accuracy == Accuracy::fast ? 0.5 : 1.0 / 3; }

// A map of 70 000 points spans about 240, one of a million less than 1000. Meshes take 4 times this
// squared floats of memory, 64 MB; what lies beyond is a few stray points, whose pairs are summed.
constexpr std::size_t most_nodes = 2048;

// A smooth kernel's slope within a few cells is that of its spline, some percent off: a small map
// gets a finer mesh, by whole halves so that few kernels are wanted. Even so its mesh is the least
// of the cost.
constexpr double least_cells = 32;
constexpr int most_halvings = 3;

double spacing_for(double span, double spacing) {
  for (int halving = 0; halving < most_halvings && span < least_cells * spacing; ++halving) {
    spacing /= 2;
  }
  return spacing;
}

// One more than a spline reaches, for the rounding of the coordinates.
std::size_t nodes_for(double span, double spacing) {
  return static_cast<std::size_t>(span / spacing) + spline_order + 1;
}

std::size_t transform_length(double span, double spacing) {
  return fast_transform_length(std::max(shortest_transform, 2 * nodes_for(span, spacing)));
}

// Processor time in ns on one core of an AMD Zen 4 with AVX-512: all pairs of 1000 to 6000 points,
// without the edges, which take as long either way, and the mesh for 5000 and 70 000 points at
// spans of 10, 60 and 240, by least time of 15.
constexpr double pair_cost = 0.13;
constexpr double point_cost = 18;
constexpr double transform_cost = 0.5;  // times the length squared and its logarithm to base 2
constexpr double constant_cost = 50'000;

struct Box {
  float low_x, low_y;
  double span;
};

Box box_of(const arma::fmat& points) {
  const float* at = points.memptr();
  float low_x = at[0];
  float high_x = at[0];
  float low_y = at[1];
  float high_y = at[1];
  for (arma::uword i = 0; i < points.n_cols; ++i) {
    low_x = std::min(low_x, at[2 * i]);
    high_x = std::max(high_x, at[2 * i]);
    low_y = std::min(low_y, at[2 * i + 1]);
    high_y = std::max(high_y, at[2 * i + 1]);
  }
  return {low_x, low_y,
          std::max(static_cast<double>(high_x) - static_cast<double>(low_x),
                   static_cast<double>(high_y) - static_cast<double>(low_y))};
}

}  // namespace

MeshRepulsion::MeshRepulsion(Accuracy accuracy, const ParallelFor& parallel_for)
    : parallel_for_(parallel_for), spacing_(spacing_of(accuracy)), points_(spline_order) {}

MeshConvolution& MeshRepulsion::convolution(std::size_t length, double spacing) {
  std::unique_ptr<MeshConvolution>& kept = convolutions_[{length, spacing}];
  if (!kept) {
    kept = std::make_unique<MeshConvolution>(length, spacing, spline_order, parallel_for_);
  }
  return *kept;
}

void MeshRepulsion::on_mesh(const arma::fmat& points, Repulsion& out) {
  const Box box = box_of(points);
  const double spacing = spacing_for(box.span, spacing_);
  MeshConvolution& convolve = convolution(transform_length(box.span, spacing), spacing);
  points_.sort(points, {box.low_x, box.low_y, static_cast<float>(spacing)}, convolve.nodes(),
               parallel_for_);
  mesh_ = convolve.make_mesh();
  points_.spread(mesh_, parallel_for_);
  convolve(mesh_, mesh_, parallel_for_);
  const double sum = points_.read(mesh_, out.forces, parallel_for_);
  out.z = sum - static_cast<double>(points.n_cols) * convolve.self_field();
}

void MeshRepulsion::operator()(const arma::fmat& points, Repulsion& out) {
  if (points.n_cols == 0) {
    out.forces.set_size(2, 0);
    out.z = 0;
    return;
  }
  const double most_span = spacing_ * static_cast<double>(most_nodes - spline_order - 1);
  if (box_of(points).span < most_span) {
    on_mesh(points, out);
    return;
  }
  const NearAndFar split = split_by_distance(points, 0.999 * most_span);
  out.forces.zeros(2, points.n_cols);
  out.z = 0;
  if (!split.near.empty()) {
    Repulsion near;
    on_mesh(points.cols(split.near), near);
    out.forces.cols(split.near) = near.forces;
    out.z = near.z;
  }
  add_pairs_of(split.far, points, parallel_for_, out);
}

bool mesh_is_cheaper(arma::uword n, double span, Accuracy accuracy) {
  const double spacing = spacing_of(accuracy);
  const double most_span = spacing * static_cast<double>(most_nodes - spline_order - 1);
  const double held = std::min(span, most_span);
  const auto length = static_cast<double>(transform_length(held, spacing_for(held, spacing)));
  const auto points = static_cast<double>(n);
  const double on_mesh =
      constant_cost + point_cost * points + transform_cost * length * length * std::log2(length);
  return on_mesh < pair_cost * points * points;
}

}  // namespace embedding
