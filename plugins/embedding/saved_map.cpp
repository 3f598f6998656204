// SPDX-License-Identifier: MIT
#include "embedding/saved_map.hpp"

#include <lucarne/error.hpp>
#include <lucarne/npy_file.hpp>

#include <fmt/format.h>

#include <filesystem>

namespace embedding {
namespace {

constexpr const char* parameter = "transform_file";

// "tsne" of tsne.npy, "umap" of relu1.umap.npy; the layer before it.
void name_map(const std::string& file, SavedMap& map) {
  const std::string name = std::filesystem::path(file).stem().string();
  const std::size_t dot = name.rfind('.');
  map.method = dot == std::string::npos ? name : name.substr(dot + 1);
  map.layer = dot == std::string::npos ? "" : name.substr(0, dot);
  if (map.method == "tsne" || map.method == "umap") return;
  throw lucarne::ParameterError(
      parameter, fmt::format("parameter '{}' must name a map that an embedding stage has left, "
                             "tsne.npy or umap.npy; found '{}'",
                             parameter, file));
}

lucarne::NpyFile read_beside(const std::string& file, const std::string& name, const char* mend) {
  const std::filesystem::path path = std::filesystem::path(file).parent_path() / name;
  std::error_code unknown;
  if (!std::filesystem::exists(path, unknown)) {
    throw lucarne::ParameterError(
        parameter, fmt::format("parameter '{}' wants '{}' beside the map, which is not there{}",
                               parameter, path.string(), mend));
  }
  return lucarne::read_npy_file(path.string(), parameter);
}

[[noreturn]] void refuse_shape(const std::string& name, const std::string& wanted,
                               const lucarne::Shape& found) {
  throw lucarne::ParameterError(
      parameter, fmt::format("parameter '{}': {} must have the shape {}; found {}", parameter, name,
                             wanted, lucarne::to_string(found)));
}

}  // namespace

SavedMap read_saved_map(const std::string& file) {
  SavedMap map;
  name_map(file, map);
  const lucarne::NpyFile points = lucarne::read_npy_file(file, parameter);
  if (points.shape.size() != 2 || points.shape[1] != 2) {
    refuse_shape("the map '" + file + "'", "items x 2", points.shape);
  }
  const arma::uword n = points.shape[0];
  const std::string prefix = map.layer.empty() ? "" : map.layer + ".";
  const lucarne::NpyFile features =
      read_beside(file, prefix + "features.npy",
                  "; run the stage that made the map again with 'keep_features: true'");
  if (features.shape.size() < 2 || features.shape[0] != n) {
    refuse_shape(prefix + "features.npy", fmt::format("{} x features", n), features.shape);
  }
  const lucarne::NpyFile labels = read_beside(file, "labels.npy", "");
  if (labels.values.n_elem != n) {
    refuse_shape("labels.npy", std::to_string(n), labels.shape);
  }
  map.reference.points = arma::conv_to<arma::mat>::from(arma::reshape(points.values, 2, n));
  map.reference.features = arma::reshape(features.values, features.values.n_elem / n, n);
  map.labels = arma::conv_to<arma::uvec>::from(labels.values);
  return map;
}

}  // namespace embedding
