// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/mesh_convolution.hpp"
#include "embedding/parallel.hpp"
#include "embedding/repulsion.hpp"

#include <armadillo>
#include <cstdint>
#include <vector>

namespace embedding {

/// Where points lie on a mesh: node 0 is at `low`.
struct MeshPlace {
  float low_x = 0, low_y = 0;
  float spacing = 1;
};

/// Points sorted by their column of cells, in chunks that do not depend on the threads: each chunk
/// spreads its charges on columns of its own, which are added in the order of the chunks.
class MeshPoints {
 public:
  /// requires: an order of 4 or 6
  explicit MeshPoints(std::size_t order) : order_(order) {}

  /// shape: 2 x n     requires: points within the mesh, `order` nodes from its end
  void sort(const arma::fmat& points, const MeshPlace& place, std::size_t nodes,
            const ParallelFor& parallel_for);

  /// mesh = the points' charges, 1 each
  void spread(Mesh& mesh, const ParallelFor& parallel_for);

  /// forces = -1/2 the gradient of the field at each point; column i is that of point i
  /// returns: the sum of the field over all points
  double read(const Mesh& field, arma::fmat& forces, const ParallelFor& parallel_for) const;

 private:
  std::size_t order_;
  std::size_t columns_ = 0;  ///< of cells
  float spacing_ = 1;
  std::vector<float> x_, y_;             ///< in cells, sorted
  std::vector<std::uint32_t> original_;  ///< the point's column in `points`
  std::vector<std::uint32_t> counts_;    ///< [chunk][column]
  std::vector<float> strips_;            ///< what each chunk spreads
};

}  // namespace embedding
