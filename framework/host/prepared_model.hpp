// SPDX-License-Identifier: MIT
#pragma once

#include "host/observer.hpp"
#include "network/network.hpp"
#include "pipeline/pipeline.hpp"

#include <lucarne/dataset.hpp>
#include <lucarne/suggest.hpp>

#include <memory>

namespace lucarne {

/// The network of a pipeline that is to be trained, before training: the same layers and shapes, so
/// that stages can be checked against it before minutes are spent.
std::unique_ptr<Network> untrained_network(const Pipeline& pipeline, const Dataset& dataset);

/// Trains as the pipeline says, saves the network to model.file, and returns it.
/// throws: Cancelled (nothing is written then), Error, OutputError
std::unique_ptr<Network> train_network(const Pipeline& pipeline, const Dataset& dataset,
                                       unsigned n_threads, RunObserver& observer);

/// What does not fit between network and data, as diagnostics at `model.file` and `data`.
void check_fit(const Pipeline& pipeline, const Model& model, const Dataset& dataset,
               Diagnostics& diagnostics);

/// Whether the values of an item lie as an input of the network takes them.
bool fits_input(const Shape& wanted, const Shape& found);

}  // namespace lucarne
