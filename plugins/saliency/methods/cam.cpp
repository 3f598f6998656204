// SPDX-License-Identifier: MIT
#include "saliency/methods/cam.hpp"

#include "saliency/methods/evaluate.hpp"
#include "saliency/methods/input_parts.hpp"
#include "saliency/methods/resized_map.hpp"

#include <lucarne/error.hpp>

#include <algorithm>
#include <cmath>

namespace lucarne::saliency {
namespace {

/// One item's map from its activations and gradients. shape: both places x maps; places
using Combine = arma::vec (*)(const arma::mat& activations, const arma::mat& gradients);

// pytorch-grad-cam's, which adds 1e-7 so that it need not ask for zero.
void to_unit(arma::vec& map) {
  map -= map.min();
  map /= 1e-7 + map.max();
}

arma::mat combined(const Question& question, const MapLayer& layer, Combine combine) {
  const arma::uword size = points_per_block(question.model);
  const arma::uword n_blocks = (question.n_items() + size - 1) / size;
  const std::string& of = explained_tensor(question);
  arma::mat maps(layer.n_places(), question.n_items());
  question.workers.parallel_for(n_blocks, [&](arma::uword number) {
    question.workers.stop_if_cancelled();
    const arma::uword first = number * size;
    const Question block = part_of(question, first, std::min(size, question.n_items() - first));
    const std::unique_ptr<Pass> pass = question.model.start_pass();
    pass->forward(block.inputs);
    const arma::fmat gradients =
        pass->gradient(of, output_seed(block, pass->tensor(of)), layer.name);
    const arma::fmat& activations = pass->tensor(layer.name);
    for (arma::uword i = 0; i < block.n_items(); ++i) {
      maps.col(first + i) =
          combine(maps_of(activations.colptr(i), layer), maps_of(gradients.colptr(i), layer));
    }
  });
  return maps;
}

Explanation explain_by(const Question& question, const Settings& settings, Combine combine) {
  const MapLayer layer = map_layer(question.model, settings);
  return from_maps(question, settings, layer, combined(question, layer, combine));
}

arma::vec grad_cam(const arma::mat& activations, const arma::mat& gradients) {
  const arma::vec weights = arma::mean(gradients, 0).t();
  return activations * weights;
}

arma::vec grad_cam_plus_plus(const arma::mat& activations, const arma::mat& gradients) {
  arma::vec weights(activations.n_cols, arma::fill::zeros);
  for (arma::uword map = 0; map < activations.n_cols; ++map) {
    const double sum = arma::accu(activations.col(map));
    for (const double g : gradients.col(map)) {
      const double alpha = g != 0 ? g * g / (2 * g * g + sum * g * g * g + 1e-6) : 0.0;
      weights(map) += std::max(g, 0.0) * alpha;  // eq. (19)
    }
  }
  return activations * weights;
}

arma::vec xgrad_cam(const arma::mat& activations, const arma::mat& gradients) {
  const arma::rowvec products = arma::sum(gradients % activations, 0);
  const arma::rowvec sums = arma::sum(activations, 0);
  const arma::vec weights = (products / (sums + 1e-7)).t();
  return activations * weights;
}

arma::vec layer_cam(const arma::mat& activations, const arma::mat& gradients) {
  return arma::sum(arma::clamp(gradients, 0, arma::datum::inf) % activations, 1);
}

arma::vec hires_cam(const arma::mat& activations, const arma::mat& gradients) {
  return arma::sum(gradients % activations, 1);
}

arma::vec elementwise_cam(const arma::mat& activations, const arma::mat& gradients) {
  return arma::sum(arma::clamp(gradients % activations, 0, arma::datum::inf), 1);
}

// The sign of a principal component means nothing; the end further from zero is made the positive.
arma::vec first_component(arma::mat values) {
  values.each_row() -= arma::mean(values, 0);
  arma::mat left;
  arma::mat right;
  arma::vec singular;
  if (!arma::svd_econ(left, singular, right, values, "right")) {
    throw Error(
        "a layer's maps have no singular value decomposition; look for values that are "
        "not finite");
  }
  arma::vec projection = values * right.col(0);
  if (-projection.min() > projection.max()) projection = -projection;
  return projection;
}

arma::vec eigen_cam(const arma::mat& activations, const arma::mat&) {
  return first_component(activations);
}

arma::vec eigen_grad_cam(const arma::mat& activations, const arma::mat& gradients) {
  return first_component(gradients % activations);
}

// The shape of the item, or of the only one among several inputs that the maps can be laid over.
Shape mapped_shape(const Question& question, std::size_t n_axes) {
  std::vector<Shape> found;
  for (const InputPart& part : input_parts(question.model)) {
    if (!item_places(part.shape, n_axes).axes.empty()) found.push_back(part.shape);
  }
  return found.size() == 1 ? found.front() : question.item_shape;
}

}  // namespace

arma::mat maps_of(const float* item, const MapLayer& layer) {
  arma::mat maps(layer.n_places(), layer.n_maps);
  for (arma::uword i = 0; i < maps.n_elem; ++i) maps(i) = static_cast<double>(item[i]);
  return maps;
}

Explanation from_maps(const Question& question, const Settings& settings, const MapLayer& layer,
                      const arma::mat& maps) {
  Explanation explanation;
  if (settings.compat == "captum") {
    explanation.shape = layer.axes;
    explanation.shape.insert(explanation.shape.begin(), 1);
    explanation.attributions = arma::conv_to<arma::fmat>::from(maps);
    return explanation;
  }
  const std::size_t n_axes = layer.axes.size();
  const ItemPlaces places = item_places(mapped_shape(question, n_axes), n_axes);
  explanation.shape = places.axes.empty() ? layer.axes : places.axes;
  explanation.attributions.set_size(n_elements(explanation.shape), maps.n_cols);
  // Resizing takes a map as long as half of its forward pass.
  question.workers.parallel_for(maps.n_cols, [&](arma::uword item) {
    arma::vec map = arma::clamp(maps.col(item), 0, arma::datum::inf);
    const bool scaled = settings.compat == "pytorch-grad-cam";
    if (scaled) to_unit(map);
    map = resized_map(map, layer.axes, explanation.shape, settings.upsample == "nearest");
    if (scaled) to_unit(map);
    if (settings.compat == "pair" && map.max() > 0) map /= map.max();
    explanation.attributions.col(item) = arma::conv_to<arma::fvec>::from(map);
  });
  return explanation;
}

/// source: Selvaraju et al. 2017, arXiv:1610.02391, eq. (1)-(2)
Explanation explain_grad_cam(const Question& question, const Settings& settings) {
  return explain_by(question, settings, grad_cam);
}

/// source: the same, section 3.2
Explanation explain_guided_grad_cam(const Question& question, const Settings& settings) {
  Settings plain = settings;
  plain.compat = "paper";
  const Explanation map = explain_grad_cam(question, plain);
  const InputPart picture = only_suitable_part(
      question, [&](const Shape& s) { return !item_places(s, map.shape.size()).axes.empty(); },
      "guided-grad-cam wants one input of height x width, found {}; choose grad-cam");
  const ItemPlaces places = item_places(picture.shape, map.shape.size());
  const arma::uword n_mapped = n_elements(picture.shape);
  Explanation explanation = explain_guided_backprop(question, plain);
  question.workers.parallel_for(question.n_items(), [&](arma::uword item) {
    const float* guided = explanation.attributions.colptr(item) + picture.first;
    arma::fvec product(question.n_features(), arma::fill::zeros);
    for (arma::uword i = 0; i < n_mapped; ++i) {
      product(picture.first + i) = guided[i] * map.attributions(places.of_feature(i), item);
    }
    explanation.attributions.col(item) = product;
  });
  return explanation;
}

/// source: pytorch-grad-cam
Explanation explain_grad_cam_elementwise(const Question& question, const Settings& settings) {
  return explain_by(question, settings, elementwise_cam);
}

/// source: Chattopadhay et al. 2018, arXiv:1710.11063, eq. (10) and (19)
Explanation explain_grad_cam_plus_plus(const Question& question, const Settings& settings) {
  return explain_by(question, settings, grad_cam_plus_plus);
}

/// source: Fu et al. 2020, arXiv:2008.02312, eq. (9)
Explanation explain_xgrad_cam(const Question& question, const Settings& settings) {
  return explain_by(question, settings, xgrad_cam);
}

/// source: Jiang et al. 2021, "LayerCAM", IEEE TIP 30, eq. (7)
Explanation explain_layer_cam(const Question& question, const Settings& settings) {
  return explain_by(question, settings, layer_cam);
}

/// source: Draelos, Carin 2020, arXiv:2011.08891
Explanation explain_hires_cam(const Question& question, const Settings& settings) {
  return explain_by(question, settings, hires_cam);
}

/// source: Muhammad, Yeasin 2020, arXiv:2008.00299
Explanation explain_eigen_cam(const Question& question, const Settings& settings) {
  return explain_by(question, settings, eigen_cam);
}

/// source: pytorch-grad-cam
Explanation explain_eigen_grad_cam(const Question& question, const Settings& settings) {
  return explain_by(question, settings, eigen_grad_cam);
}

}  // namespace lucarne::saliency
