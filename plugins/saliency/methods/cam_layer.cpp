// SPDX-License-Identifier: MIT
#include "saliency/methods/cam.hpp"
#include "saliency/methods/layers.hpp"
#include "saliency/methods/linear_operators.hpp"

#include <lucarne/error.hpp>
#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace lucarne::saliency {
namespace {

Shape axes_of(const Shape& shape) {
  return shape.size() < 2 ? Shape{} : Shape(shape.begin() + 1, shape.end());
}

bool keeps_maps(const Layer& layer) {
  constexpr std::array<std::string_view, 8> operators{
      "BatchNormalization",    "Add", "Mul",     "Concat",
      "InstanceNormalization", "LRN", "Dropout", "Identity"};
  return layer.hidden || std::ranges::find(operators, layer.op) != operators.end();
}

std::string convolutions(const Model& model) {
  std::vector<std::string> names;
  for (const Layer& layer : model.layers()) {
    if (is_convolution(layer.op)) names.push_back(layer.name);
  }
  return join(names);
}

std::string last_maps(const Model& model, const std::string& method) {
  const std::vector<Layer>& layers = model.layers();
  // One of a single place, as in a classifier made of convolutions, has no map.
  const auto last = std::ranges::find_if(layers.rbegin(), layers.rend(), [](const Layer& layer) {
    return is_convolution(layer.op) && n_elements(axes_of(layer.shape)) > 1;
  });
  if (last == layers.rend()) {
    throw ParameterError("method", fmt::format("'{}' combines the maps of a convolution, and this "
                                               "network has none; choose integrated-gradients or "
                                               "occlusion",
                                               method));
  }
  auto layer = last.base() - 1;
  const Shape axes = axes_of(layer->shape);
  while (layer + 1 != layers.end() && keeps_maps(layer[1]) && axes_of(layer[1].shape) == axes) {
    ++layer;
  }
  return layer->name;
}

}  // namespace

MapLayer map_layer(const Model& model, const Settings& settings) {
  const NamedTensor named = named_tensor(
      model, settings.layer.empty() ? last_maps(model, settings.method) : settings.layer);
  const Shape axes = axes_of(named.shape);
  if (axes.empty()) {
    throw ParameterError(
        "layer",
        fmt::format("'{}' wants a layer of maps x height x width; layer '{}' has shape "
                    "{}; convolutions are {}",
                    settings.method, named.name, to_string(named.shape), convolutions(model)));
  }
  return {named.name, named.shape.front(), axes};
}

ItemPlaces item_places(const Shape& item, arma::uword n_axes) {
  if (item.size() < n_axes) return {};
  const auto end = item.end();
  const auto n = static_cast<std::ptrdiff_t>(n_axes);
  // Keras puts channels last; pictures have 1, 3 or 4 of them, and more than 4 lines.
  if (item.size() == n_axes + 1 && item.back() <= 4 && item.front() > 4) {
    return {Shape(item.begin(), end - 1), item.back(), true};
  }
  const Shape axes(end - n, end);
  return {axes, n_elements(item) / n_elements(axes), false};
}

}  // namespace lucarne::saliency
