// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/tsne.hpp"

#include <lucarne/context.hpp>

#include <string>
#include <vector>

namespace embedding {

/// The items that are mapped.
struct Sample {
  std::string split;
  arma::uvec items;                ///< indices within the split
  arma::uvec labels;               ///< of those items
  arma::uvec predicted;            ///< of those items
  lucarne::Thumbnails pictures{};  ///< of those that the report lets people explore, or none
};

/// The two maps of one layer's features, and how good they are.
struct FeatureMap {
  std::string layer;  ///< "input" or a layer's name
  TsneMap tsne;
  arma::mat pca;         ///< 2 x n
  double explained = 0;  ///< share of the variance in the two components, percent
  double trustworthiness = 0;
  double silhouette = 0;
  double pca_trustworthiness = 0;
  double pca_silhouette = 0;
  arma::vec isolation;  ///< mean distance to the nearest neighbours in the t-SNE map
};

/// Neighbours that quality and isolation look at, or fewer where there are fewer points.
inline constexpr arma::uword quality_neighbours = 12;

FeatureMap map_features(const std::string& layer, const arma::fmat& features, const Sample& sample,
                        const TsneSettings& settings, const lucarne::Context& context);

}  // namespace embedding
