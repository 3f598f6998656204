// SPDX-License-Identifier: MIT
#include "embedding/map_words.hpp"

#include <map>

namespace embedding {

const MapWords& words_of(const std::string& method) {
  static const std::map<std::string, MapWords> words = {
      {"tsne",
       {"t-SNE",
        "t-SNE",
        {"Distances between clusters, and their sizes, mean nothing in t-SNE.",
         "En t-SNE, la distance entre groupes et leur taille ne disent rien."}}},
      {"umap",
       {"UMAP",
        "UMAP",
        {"Distances between clusters say little in UMAP, and the sizes of clusters nothing.",
         "En UMAP, la distance entre groupes dit peu de chose, et leur taille rien."}}},
      {"pca",
       {{"PCA", "ACP"},
        "PC",
        {"Distances are real ones, but only two directions are seen: what lies apart in others is "
         "mixed here.",
         "Les distances sont réelles, mais on ne voit que deux directions : ce qui est séparé dans "
         "les autres est mêlé ici."}}}};
  return words.at(method);
}

}  // namespace embedding
