// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/affinities.hpp"
#include "embedding/attraction.hpp"
#include "embedding/repulsion.hpp"
#include "embedding/serial.hpp"

#include <vector>

inline embedding::SparseGraph joint_of(const arma::fmat& points, arma::uword k,
                                       const std::vector<double>& perplexities) {
  return embedding::joint_probabilities(embedding::nearest_neighbours(points, k, serial),
                                        perplexities, serial);
}

inline arma::mat dense(const embedding::SparseGraph& graph) {
  arma::mat matrix(graph.n_points(), graph.n_points(), arma::fill::zeros);
  for (arma::uword i = 0; i < graph.n_points(); ++i) {
    for (std::uint64_t e = graph.first[i]; e < graph.first[i + 1]; ++e) {
      matrix(i, graph.target[e]) = static_cast<double>(graph.weight[e]);
    }
  }
  return matrix;
}

/// The divergence of a map, as the descent measures it.
inline double divergence_of(const embedding::SparseGraph& joint, const arma::fmat& map) {
  embedding::Attraction attraction;
  embedding::Repulsion repulsion;
  embedding::attract(joint, map, true, serial, attraction);
  embedding::exact_repulsion(map, serial, repulsion);
  return embedding::kl_divergence(embedding::entropy_of(joint, serial), attraction.cross,
                                  repulsion.z);
}

/// Its gradient from the forces that the descent adds, with the factor 4.
inline arma::mat gradient_of(const embedding::SparseGraph& joint, const arma::fmat& map) {
  embedding::Attraction attraction;
  embedding::Repulsion repulsion;
  embedding::attract(joint, map, false, serial, attraction);
  embedding::exact_repulsion(map, serial, repulsion);
  const arma::mat pull = arma::conv_to<arma::mat>::from(attraction.forces);
  const arma::mat push = arma::conv_to<arma::mat>::from(repulsion.forces);
  return 4 * (pull - push / repulsion.z);
}
