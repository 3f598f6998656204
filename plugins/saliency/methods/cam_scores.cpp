// SPDX-License-Identifier: MIT
#include "saliency/methods/cam.hpp"
#include "saliency/methods/evaluate.hpp"
#include "saliency/methods/input_parts.hpp"
#include "saliency/methods/layers.hpp"
#include "saliency/methods/resized_map.hpp"

#include <lucarne/error.hpp>

#include <algorithm>
#include <cmath>

namespace lucarne::saliency {
namespace {

// How far below a map's least value pytorch-grad-cam puts a map that it leaves out.
constexpr float far_below = 1e7F;

// shape: places x items, from weights maps x items
arma::mat weighted_maps(const arma::fmat& activations, const MapLayer& layer,
                        const arma::mat& weights) {
  arma::mat maps(layer.n_places(), activations.n_cols);
  for (arma::uword item = 0; item < activations.n_cols; ++item) {
    maps.col(item) = maps_of(activations.colptr(item), layer) * weights.col(item);
  }
  return maps;
}

// One map of an item in the item's own size, from 0 to 1.
arma::vec mask_of(const float* activations, arma::uword map, const MapLayer& layer,
                  const ItemPlaces& places, bool nearest) {
  arma::vec values(layer.n_places());
  const float* first = activations + map * values.n_elem;
  for (arma::uword i = 0; i < values.n_elem; ++i) values(i) = static_cast<double>(first[i]);
  arma::vec mask = resized_map(values, layer.axes, places.axes, nearest);
  const double low = mask.min();
  mask = (mask - low) / (mask.max() - low + 1e-8);
  return mask;
}

}  // namespace

/// source: Wang et al. 2020, arXiv:1910.01279, section 3.3; the weights' softmax as in
/// pytorch-grad-cam
Explanation explain_score_cam(const Question& question, const Settings& settings) {
  const MapLayer layer = map_layer(question.model, settings);
  const InputPart picture = only_suitable_part(
      question, [&](const Shape& s) { return !item_places(s, layer.axes.size()).axes.empty(); },
      "score-cam wants one input of height x width to mask, found {}; choose ablation-cam");
  const ItemPlaces places = item_places(picture.shape, layer.axes.size());
  const arma::uword n_masked = n_elements(picture.shape);
  const arma::fmat activations = tensor_values(question, layer.name, question.inputs);
  const bool nearest = settings.upsample == "nearest";
  const arma::mat scores =
      outputs_at(question, layer.n_maps, [&](arma::uword item, arma::uword map, float* input) {
        const arma::vec mask = mask_of(activations.colptr(item), map, layer, places, nearest);
        const float* x = question.inputs.colptr(item);
        std::copy_n(x, question.n_features(), input);
        for (arma::uword i = 0; i < n_masked; ++i) {
          input[picture.first + i] *= static_cast<float>(mask(places.of_feature(i)));
        }
      });
  arma::mat weights = scores;
  weights.each_row() -= arma::max(scores, 0);
  weights = arma::exp(weights);
  weights.each_row() /= arma::sum(weights, 0);
  return from_maps(question, settings, layer, weighted_maps(activations, layer, weights));
}

/// source: Desai, Ramaswamy 2020, "Ablation-CAM", WACV, eq. (4)
Explanation explain_ablation_cam(const Question& question, const Settings& settings) {
  const MapLayer layer = map_layer(question.model, settings);
  Settings named = settings;
  named.layer = layer.name;
  const Question from_layer = at_layer(question, named);
  const arma::uword n_places = layer.n_places();
  const bool as_peer = settings.compat == "pytorch-grad-cam";
  // Point 0 is the item itself; point k lacks map k - 1.
  const arma::mat outputs = outputs_at(
      from_layer, layer.n_maps + 1, [&](arma::uword item, arma::uword point, float* values) {
        const float* own = from_layer.inputs.colptr(item);
        std::copy_n(own, from_layer.n_features(), values);
        if (point == 0) return;
        const float least = as_peer ? from_layer.inputs.col(item).min() : 0;
        const float absent = least != 0 ? least - far_below : 0;
        std::fill_n(values + (point - 1) * n_places, n_places, absent);
      });
  arma::mat weights(layer.n_maps, question.n_items());
  for (arma::uword item = 0; item < question.n_items(); ++item) {
    const double whole = outputs(0, item);
    weights.col(item) = whole - outputs.col(item).tail(layer.n_maps);
    // The division scales and orients the map; an output of zero has neither to give.
    if (whole != 0) weights.col(item) /= whole;
  }
  return from_maps(question, settings, layer, weighted_maps(from_layer.inputs, layer, weights));
}

}  // namespace lucarne::saliency
