// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/quality.hpp"
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
  MapQuality quality;    ///< of the t-SNE map
  MapQuality pca_quality;
  arma::uvec judged;            ///< the points that quality was judged at
  double feature_accuracy = 0;  ///< MapJudge::label_accuracy
  arma::vec isolation;          ///< mean distance to the nearest neighbours in the t-SNE map
};

FeatureMap map_features(const std::string& layer, const arma::fmat& features, const Sample& sample,
                        const TsneSettings& settings, const lucarne::Context& context);

}  // namespace embedding
