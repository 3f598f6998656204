// SPDX-License-Identifier: MIT
#pragma once

#include "activations/layer_activity.hpp"
#include "activations/samples.hpp"

#include <lucarne/results.hpp>

#include <span>

namespace lucarne::activations {

/// Scalars and arrays of one layer, under names that begin with the layer's.
void add_numbers(Results& results, const LayerActivity& layer);

/// Table `shapes`: what the samples' activations of each tensor look like.
void add_shapes(Results& results, std::span<const Layer> layers, arma::uword n_samples);

/// Table `samples`: which items were looked at.
void add_samples(Results& results, const Samples& samples,
                 const std::vector<std::string>& class_names);

/// Table `layers`: one row a layer.
void add_layers(Results& results, std::span<const LayerActivity> layers);

/// Table `dead_units`: the units that are never active, at most 1000; the arrays hold all.
void add_dead_units(Results& results, std::span<const LayerActivity> layers);

/// Table `selective`: per layer and class the three most selective units, with the items that
/// activate them most.
void add_selective(Results& results, std::span<const LayerActivity> layers,
                   const std::vector<std::string>& class_names);

}  // namespace lucarne::activations
