// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/feature_map.hpp"

#include <lucarne/results.hpp>

namespace embedding {

/// Scatter of the map and, beside another method's, of the first two principal components, coloured
/// by class, with the classes' centroids named and what the numbers say of them.
void draw_map(const FeatureMap& map, const Sample& sample, const lucarne::Context& context,
              lucarne::Results& results);

/// The divergence along the iterations of t-SNE.
void draw_convergence(const FeatureMap& map, lucarne::Results& results);

/// The most isolated points as pictures, and as the table and product `isolated`.
void show_isolated(const FeatureMap& map, const Sample& sample, arma::uword count,
                   const lucarne::Context& context, lucarne::Results& results);

}  // namespace embedding
