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

/// Items that are far from others.
struct Isolated {
  arma::vec distance;  ///< one for each item of the sample
  lucarne::Text title;
  lucarne::Text caption;
};

/// Those far from all others on the map.
Isolated isolated_on(const FeatureMap& map);

/// The farthest ones as pictures, and as the table and product `isolated`.
void show_isolated(const Isolated& isolated, const Sample& sample, arma::uword count,
                   const lucarne::Context& context, lucarne::Results& results);

}  // namespace embedding
