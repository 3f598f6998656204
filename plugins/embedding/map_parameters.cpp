// SPDX-License-Identifier: MIT
#include "embedding/map_parameters.hpp"

#include "embedding/tsne_parameters.hpp"
#include "embedding/umap_parameters.hpp"

namespace embedding {

void declare_map(lucarne::Parameters& parameters, MapSettings& settings) {
  parameters.add("method", settings.method,
                 {.meaning = "how features become a map; pca alone keeps distances, the others "
                             "keep neighbours",
                  .choices = {"tsne", "umap", "pca"}});
  parameters.add("reduce", settings.reduce,
                 {.meaning = "principal components that the features are reduced to before they "
                             "are mapped; layers of no more stay as they are",
                  .unit = "components",
                  .zero = "none",
                  .source = "van der Maaten and Hinton 2008 take 30"});
  parameters.add("pca_solver", settings.pca_solver,
                 {.meaning = "how components are found; auto: randomised where there are more than "
                             "3000 features and items",
                  .choices = {"auto", "exact", "randomised"},
                  .source = "Halko, Martinsson, Tropp 2011, SIAM Review 53"});
  parameters.add(
      "search", settings.search,
      {.meaning = "how neighbours are found; auto: exactly up to 150 000 items, by a "
                  "graph above",
       .choices = {"auto", "exact", "approximate"},
       .source = "Malkov and Yashunin 2020, IEEE Trans. Pattern Anal. Mach. Intell. 42"});
  declare_tsne(parameters, settings.tsne);
  declare_umap(parameters, settings.umap);
}

void check_map(const MapSettings& settings, arma::uword n) {
  if (settings.method == "tsne") check_tsne(settings.tsne, n);
  if (settings.method == "umap") check_umap(settings.umap, n);
}

}  // namespace embedding
