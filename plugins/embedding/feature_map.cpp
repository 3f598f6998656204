// SPDX-License-Identifier: MIT
#include "embedding/feature_map.hpp"

#include "embedding/pca_solver.hpp"

#include <lucarne/error.hpp>

#include <utility>

namespace embedding {
namespace {

// What t-SNE and UMAP are given: the features, or their first components.
arma::fmat reduced(const arma::fmat& features, const MapSettings& settings,
                   const lucarne::Random& random, const ParallelFor& parallel_for) {
  if (settings.reduce == 0 || settings.reduce >= features.n_rows) return features;
  return arma::conv_to<arma::fmat>::from(
      solve_pca(features, settings.reduce, settings.pca_solver, random, parallel_for).scores);
}

void lay_out(const arma::fmat& features, const MapSettings& settings,
             const lucarne::Context& context, const ParallelFor& parallel_for,
             const std::function<void(double)>& progress, FeatureMap& map) {
  if (settings.method == "pca") {
    map.points = map.pca.scores;
    return;
  }
  const arma::fmat given = reduced(features, settings, context.random(), parallel_for);
  // Until there is a map worth keeping, a request to stop ends the stage.
  bool begun = false;
  const ParallelFor until_begun = [&](arma::uword count,
                                      const std::function<void(arma::uword)>& task) {
    if (begun) return parallel_for(count, task);
    parallel_for(count, [&](arma::uword i) {
      context.stop_if_cancelled();
      task(i);
    });
  };
  const KeepGoing keep_going = [&](double share) {
    begun = true;
    progress(share);
    map.stopped = context.cancelled();
    return !map.stopped;
  };
  if (settings.method == "umap") {
    UmapSettings umap_settings = settings.umap;
    umap_settings.search = settings.search;
    map.umap = umap(given, umap_settings, context.random(), until_begun, keep_going);
    map.points = std::move(map.umap->points);
    return;
  }
  TsneSettings tsne_settings = settings.tsne;
  tsne_settings.search = settings.search;
  map.tsne = tsne(given, tsne_settings, context.random(), until_begun, keep_going);
  map.points = std::move(map.tsne->points);
}

}  // namespace

void require_finite(const std::string& layer, const arma::fmat& features) {
  if (features.is_finite()) return;
  throw lucarne::Error("features of layer '" + layer +
                       "' hold NaN or infinite values; look at the network's weights");
}

FeatureMap map_features(const std::string& layer, const arma::fmat& features, const Sample& sample,
                        const MapSettings& settings, const lucarne::Context& context,
                        const std::function<void(double)>& progress) {
  require_finite(layer, features);
  const ParallelFor parallel = [&context](arma::uword count,
                                          const std::function<void(arma::uword)>& task) {
    context.parallel_for(count, task);
  };
  FeatureMap map;
  map.layer = layer;
  map.method = settings.method;
  map.pca = solve_pca(features, 2, settings.pca_solver, context.random(), parallel);
  map.explained = map.pca.total > 0 ? 100 *
                                          arma::accu(map.pca.variances.head(
                                              std::min<arma::uword>(2, map.pca.variances.n_elem))) /
                                          map.pca.total
                                    : 0;
  lay_out(features, settings, context, parallel, progress, map);

  const arma::uword n_classes = context.dataset().class_names().size();
  const MapJudge judge(features, sample.labels, n_classes,
                       judged_points(features.n_cols, context.random()), parallel);
  map.judged = judge.judged();
  map.feature_accuracy = judge.label_accuracy();
  map.quality = judge.judge(map.points);
  map.pca_quality = map.method == "pca" ? map.quality : judge.judge(map.pca.scores);
  map.isolation = isolation(map.quality.neighbours);
  return map;
}

}  // namespace embedding
