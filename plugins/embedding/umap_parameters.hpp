// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/umap.hpp"

#include <lucarne/parameters.hpp>

namespace embedding {

/// Declares all settings of UMAP under their names in a pipeline: `umap_start` and so on where
/// t-SNE has one of the same name.
void declare_umap(lucarne::Parameters& parameters, UmapSettings& settings);

/// throws: ParameterError where n points are too few for the neighbours, or the distances disagree
void check_umap(const UmapSettings& settings, arma::uword n);

}  // namespace embedding
