// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/pca.hpp"
#include "embedding/quality.hpp"
#include "embedding/tsne.hpp"
#include "embedding/umap.hpp"

#include <lucarne/context.hpp>

#include <functional>
#include <optional>
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

/// How features become a map.
struct MapSettings {
  std::string method = "tsne";  ///< or "umap", "pca"
  arma::uword reduce = 0;  ///< principal components that t-SNE and UMAP are given; 0: the features
  std::string pca_solver = "auto";
  std::string search = "auto";  ///< of neighbours, in place of that of the methods' own settings
  TsneSettings tsne;
  UmapSettings umap;
};

/// A layer's features in the plane, and how good that map is.
struct FeatureMap {
  std::string layer;            ///< "input" or a layer's name
  std::string method;           ///< as MapSettings::method
  arma::mat points;             ///< 2 x n, or 3 x n by t-SNE
  std::optional<TsneMap> tsne;  ///< how t-SNE got there, where it was the method
  std::optional<UmapMap> umap;  ///< likewise
  bool stopped = false;         ///< by the user, before the map was done
  Pca pca;                      ///< the first two components, which are shown beside every map
  double explained = 0;         ///< share of the variance in those two, percent
  MapQuality quality;           ///< of the map
  MapQuality pca_quality;       ///< of the two components
  arma::uvec judged;            ///< the points that quality was judged at
  double feature_accuracy = 0;  ///< MapJudge::label_accuracy
  arma::vec isolation;          ///< mean distance to the nearest neighbours in the map
};

/// throws: Error that names the layer where a feature is NaN or infinite
void require_finite(const std::string& layer, const arma::fmat& features);

/// Where the user stops it, the map is what there was: see FeatureMap::stopped. `progress` is told
/// the share of the map that is done.
/// throws: Error where the features are not finite; Cancelled before there was a map
FeatureMap map_features(const std::string& layer, const arma::fmat& features, const Sample& sample,
                        const MapSettings& settings, const lucarne::Context& context,
                        const std::function<void(double)>& progress);

}  // namespace embedding
