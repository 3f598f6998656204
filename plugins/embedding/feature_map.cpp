// SPDX-License-Identifier: MIT
#include "embedding/feature_map.hpp"

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
  map.tsne = tsne(features, settings, context.random(), parallel, [&context](double share) {
    context.stop_if_cancelled();
    context.progress(share);
  });
  const Pca pca = principal_components(features, 2);
  map.pca = pca.scores;
  const double variance = arma::accu(pca.variances);
  const arma::uword shown = std::min<arma::uword>(2, pca.variances.n_elem);
  map.explained = variance > 0 ? 100 * arma::accu(pca.variances.head(shown)) / variance : 0;

  const arma::uword n_classes = context.dataset().class_names().size();
  const MapJudge judge(features, sample.labels, n_classes,
                       judged_points(features.n_cols, context.random()), parallel);
  map.judged = judge.judged();
  map.feature_accuracy = judge.label_accuracy();
  map.quality = judge.judge(map.tsne.points);
  map.pca_quality = judge.judge(map.pca);
  map.isolation = isolation(map.quality.neighbours);
  return map;
}

}  // namespace embedding
