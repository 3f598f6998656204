// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/lane_transform.hpp"
#include "embedding/parallel.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace embedding {

/// Values at nodes x nodes points of a mesh; those of one x lie together.
struct Mesh {
  std::size_t pitch = 0;  ///< floats from one x to the next: the nodes, and room to read beyond
  std::vector<float> values;
};

/// Convolves a mesh with K = 1 / (1 + r^2), as if there was nothing around it: transformed at twice
/// its width, so that no side feels the other. Columns are transformed in fixed batches, those that
/// are zero before or unwanted after are left out, and what happens to a batch between its two
/// transforms along y happens in the cache.
class MeshConvolution {
 public:
  /// `length` is that of the transforms, even, of the factors 2, 3 and 5 and not below 32; the mesh
  /// has half as many nodes a side. K's transform is divided by the square of that of the B-spline,
  /// which spreads the charges and reads the field.
  MeshConvolution(std::size_t length, double spacing, std::size_t order, const ParallelFor&);

  std::size_t nodes() const { return transform_.length() / 2; }
  Mesh make_mesh() const;

  /// What the field of a charge is at its own place, on average over the places in a cell.
  double self_field() const { return self_field_; }

  /// field = K * charges; the two may be one mesh.
  void operator()(const Mesh& charges, Mesh& field, const ParallelFor&);

 private:
  struct Buffers {
    LaneBuffer data, spare;
  };
  using Task = std::function<void(arma::uword, Buffers&)>;
  void for_batches(std::size_t count, const ParallelFor&, const Task&);
  void make_kernel(double spacing, std::size_t order, const ParallelFor&);
  void along_x(const Mesh& charges, std::size_t pair, Buffers& buffers);
  void along_y(std::size_t batch, Buffers& buffers);
  void back_along_x(Mesh& field, std::size_t pair, Buffers& buffers);

  LaneTransform transform_;
  std::size_t pairs_;    ///< of batches of rows, which are transformed as one complex batch
  std::size_t batches_;  ///< of columns of the half spectrum
  double self_field_ = 0;
  std::vector<float> kernel_;  ///< [k_y][k_x], each to half the length; symmetric beyond
  std::vector<float> spectrum_real_, spectrum_imaginary_;  ///< [k_x][y]
  std::mutex mutex_;                                       ///< for idle_
  std::vector<std::unique_ptr<Buffers>> idle_;
};

}  // namespace embedding
