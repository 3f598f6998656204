// SPDX-License-Identifier: MIT
#include "embedding/feature_map.hpp"

#include "embedding/distances.hpp"
#include "embedding/pca.hpp"
#include "embedding/quality.hpp"

#include <lucarne/error.hpp>

namespace embedding {

FeatureMap map_features(const std::string& layer, const arma::fmat& features, const Sample& sample,
                        const TsneSettings& settings, const lucarne::Context& context) {
  if (!features.is_finite()) {
    throw lucarne::Error("features of layer '" + layer +
                         "' hold NaN or infinite values; look at the network's weights");
  }
  const ParallelFor parallel = [&context](arma::uword count,
                                          const std::function<void(arma::uword)>& task) {
    context.parallel_for(count, task);
  };
  FeatureMap map;
  map.layer = layer;
  const arma::mat feature_squared = squared_distances(features, parallel);
  map.tsne = tsne(features, feature_squared, settings, context.random(), parallel,
                  [&context](double share) {
                    context.stop_if_cancelled();
                    context.progress(share);
                  });
  const Pca pca = principal_components(features, 2);
  map.pca = pca.scores;
  const double variance = arma::accu(pca.variances);
  const arma::uword shown = std::min<arma::uword>(2, pca.variances.n_elem);
  map.explained = variance > 0 ? 100 * arma::accu(pca.variances.head(shown)) / variance : 0;

  const arma::uword n_classes = context.dataset().class_names().size();
  const arma::uword k = std::min(quality_neighbours, (features.n_cols - 1) / 2);
  const auto judge = [&](const arma::mat& points, double& trust, double& separation) {
    const arma::mat squared = squared_distances(arma::conv_to<arma::fmat>::from(points), parallel);
    const arma::umat neighbours = nearest_neighbours(squared, k, parallel);
    trust = trustworthiness(feature_squared, neighbours, parallel);
    separation = silhouette(squared, sample.labels, n_classes, parallel);
    return isolation(squared, neighbours);
  };
  map.isolation = judge(map.tsne.points, map.trustworthiness, map.silhouette);
  judge(map.pca, map.pca_trustworthiness, map.pca_silhouette);
  return map;
}

}  // namespace embedding
