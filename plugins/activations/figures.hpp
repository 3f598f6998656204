// SPDX-License-Identifier: MIT
#pragma once

#include "activations/layer_activity.hpp"
#include "activations/samples.hpp"

#include <lucarne/results.hpp>

#include <span>

namespace lucarne::activations {

/// At most this many layers are drawn in one figure; the tables hold all.
constexpr std::size_t layers_drawn = 6;

/// Figure `samples`: one row of bar charts a layer, one column a sample, first `units` units.
void add_samples_figure(Results& results, std::span<const LayerActivity> layers,
                        const Samples& samples, const std::vector<std::string>& class_names,
                        arma::uword shown, arma::uword units);

/// Figure `active`: share of active units per layer beside how often single units fire.
void add_active_figure(Results& results, std::span<const LayerActivity> layers);

/// Figure `classes`: mean activation per class of each layer's representative units.
void add_classes_figure(Results& results, std::span<const LayerActivity> layers,
                        const std::vector<std::string>& class_names);

/// Figure `top_items`: what most activates the most selective unit of each class in the layer.
/// Adds nothing where items are no pictures or no unit is selective.
void add_gallery(Results& results, const LayerActivity& layer, const Dataset& dataset,
                 const std::string& split);

/// Remark for a caption where not all layers are drawn; empty where all are.
Text layers_left_out(std::size_t n_layers);

}  // namespace lucarne::activations
