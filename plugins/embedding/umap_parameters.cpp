// SPDX-License-Identifier: MIT
#include "embedding/umap_parameters.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

namespace embedding {

void declare_umap(lucarne::Parameters& parameters, UmapSettings& settings) {
  parameters.add("neighbours", settings.neighbours,
                 {.meaning = "umap: nearest others of an item that its surroundings are made of; "
                             "umap-learn counts the item itself too and says 15",
                  .min = 2,
                  .max = 1000,
                  .source = "default of umap-learn"});
  parameters.add("min_distance", settings.min_distance,
                 {.meaning = "umap: how near items may come on the map",
                  .min = 0,
                  .source = "default of umap-learn"});
  parameters.add("spread", settings.spread,
                 {.meaning = "umap: scale of the map, at least min_distance",
                  .min = 0,
                  .above_min = true,
                  .source = "default of umap-learn"});
  parameters.add("epochs", settings.epochs,
                 {.meaning = "umap: passes over the edges; auto: 500 up to 10 000 items, 200 above",
                  .max = 100000,
                  .zero = "auto",
                  .source = "default of umap-learn"});
  parameters.add("negative_samples", settings.negative_samples,
                 {.meaning = "umap: items drawn to be pushed off, for each edge drawn",
                  .min = 1,
                  .max = 100,
                  .source = "default of umap-learn"});
  parameters.add("umap_start", settings.start,
                 {.meaning = "umap: where it starts: the slowest waves of the graph of neighbours, "
                             "the first two principal components, or random numbers",
                  .choices = {"spectral", "pca", "random"},
                  .source = "default of umap-learn"});
}

void check_umap(const UmapSettings& settings, arma::uword n) {
  if (settings.neighbours + 1 >= n) {
    throw lucarne::ParameterError(
        "neighbours", fmt::format("parameter 'neighbours' must be at most samples - 2 = {} for {} "
                                  "samples, found {}",
                                  n - 2, n, settings.neighbours));
  }
  if (settings.min_distance > settings.spread) {
    throw lucarne::ParameterError(
        "min_distance",
        fmt::format("parameter 'min_distance' must be at most spread = {}, found {}",
                    settings.spread, settings.min_distance));
  }
}

}  // namespace embedding
