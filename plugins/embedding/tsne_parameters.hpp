// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/tsne.hpp"

#include <lucarne/parameters.hpp>

namespace embedding {

/// Declares all settings of t-SNE under their names in a pipeline.
void declare_tsne(lucarne::Parameters& parameters, TsneSettings& settings);

/// throws: ParameterError where a perplexity is too large for n points
void check_tsne(const TsneSettings& settings, arma::uword n);

}  // namespace embedding
