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
  std::string layer;   ///< as in the file's name; empty: the first layer of that run
};

/// Reads the map `file` (".../tsne.npy", ".../relu1.umap.npy") and, from the same folder,
/// `features.npy` (`relu1.features.npy`) and `labels.npy`.
/// throws: ParameterError of "transform_file" where one is missing, of another shape or not finite
SavedMap read_saved_map(const std::string& file);

}  // namespace embedding
