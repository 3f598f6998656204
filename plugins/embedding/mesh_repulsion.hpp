// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/mesh_convolution.hpp"
#include "embedding/mesh_points.hpp"
#include "embedding/repulsion.hpp"

#include <map>

namespace embedding {

/// The repulsion of many points from one field: with phi(y) = sum over j of K(y - y_j), the sum of
/// K^2 (y_i - y_j) is -1/2 the gradient of phi at y_i, and Z is the sum of phi(y_i) less the
/// points' own parts. Charges are spread on a mesh by B-splines, convolved with K by Fourier
/// transforms, and phi and its gradient read by the same splines (smooth particle mesh). The
/// spacing is that of the accuracy, less for spans below 16; the mesh grows with the span, and K's
/// transform is kept for each of its sizes. Where a mesh of 2048 x 2048 nodes does not hold all
/// points, those too far from the others' median are summed pair by pair, so that accuracy is kept.
/// The same bits for any number of threads, and on every machine with AVX2 and FMA.
/// cost: O(n + s^2 log s) for a span s
/// source: Essmann et al. 1995, J. Chem. Phys. 103, 8577
class MeshRepulsion {
 public:
  /// `parallel_for` must stay valid as long as this object.
  MeshRepulsion(Accuracy accuracy, const ParallelFor& parallel_for);

  /// shape: 2 x n, finite
  void operator()(const arma::fmat& points, Repulsion& out);

 private:
  void on_mesh(const arma::fmat& points, Repulsion& out);
  MeshConvolution& convolution(std::size_t length, double spacing);

  const ParallelFor& parallel_for_;
  double spacing_;
  MeshPoints points_;
  Mesh mesh_;
  std::map<std::pair<std::size_t, double>, std::unique_ptr<MeshConvolution>> convolutions_;
};

/// Whether the mesh costs less than all pairs, by a model of both: the same answer on every
/// machine.
bool mesh_is_cheaper(arma::uword n, double span, Accuracy accuracy);

}  // namespace embedding
