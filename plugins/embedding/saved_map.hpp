// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/placing.hpp"

#include <string>

namespace embedding {

/// A map that an earlier run has left.
struct SavedMap {
  Reference reference;
  arma::uvec labels;   ///< n
  std::string method;  ///< "tsne" or "umap"
};

/// What is kept of a map: an item a column, with its two coordinates, its class and its features.
/// shape: 2 x n, n, features x n; 3 + features x n
arma::fmat saved_columns(const arma::mat& points, const arma::uvec& labels,
                         const arma::fmat& features);

/// Reads what saved_columns made, from a NPY file whose name ends in `tsne_map.npy` or
/// `umap_map.npy`.
/// throws: ParameterError of "transform_file" where it is missing, of another shape or not finite
SavedMap read_saved_map(const std::string& file);

}  // namespace embedding
