// SPDX-License-Identifier: MIT
#include "embedding/saved_map.hpp"

#include <lucarne/error.hpp>
#include <lucarne/npy_file.hpp>

#include <fmt/format.h>

#include <cmath>
#include <filesystem>

namespace embedding {
namespace {

constexpr const char* saved_parameter = "transform_file";
constexpr arma::uword rows_before_features = 3;

std::string method_of(const std::string& file) {
  const std::string name = std::filesystem::path(file).filename().string();
  for (const std::string method : {"tsne", "umap"}) {
    if (name.ends_with(method + "_map.npy")) return method;
  }
  throw lucarne::ParameterError(
      saved_parameter,
      fmt::format(
          "parameter '{}' must name a map that an embedding stage with 'keep_map: true' has "
          "left, tsne_map.npy or umap_map.npy; found '{}'",
          saved_parameter, file));
}

}  // namespace

arma::fmat saved_columns(const arma::mat& points, const arma::uvec& labels,
                         const arma::fmat& features) {
  return arma::join_cols(arma::conv_to<arma::fmat>::from(points),
                         arma::conv_to<arma::frowvec>::from(labels.t()), features);
}

SavedMap read_saved_map(const std::string& file) {
  SavedMap map;
  map.method = method_of(file);
  const lucarne::NpyFile saved = lucarne::read_npy_file(file, saved_parameter);
  if (saved.shape.size() != 2 || saved.shape[0] == 0 || saved.shape[1] <= rows_before_features) {
    throw lucarne::ParameterError(
        saved_parameter,
        fmt::format("parameter '{}': '{}' must have the shape items x (3 + features); found {}",
                    saved_parameter, file, lucarne::to_string(saved.shape)));
  }
  const arma::fmat columns = arma::reshape(saved.values, saved.shape[1], saved.shape[0]);
  for (const float label : arma::frowvec(columns.row(2))) {
    if (label >= 0 && label == std::floor(label)) continue;
    throw lucarne::ParameterError(
        saved_parameter, fmt::format("parameter '{}': '{}' must hold classes in its third column; "
                                     "found {}",
                                     saved_parameter, file, label));
  }
  map.reference.points = arma::conv_to<arma::mat>::from(columns.head_rows(2));
  map.labels = arma::conv_to<arma::uvec>::from(columns.row(2).t());
  map.reference.features = columns.tail_rows(columns.n_rows - rows_before_features);
  return map;
}

}  // namespace embedding
