// SPDX-License-Identifier: MIT
#pragma once

#include "data/loaded_dataset.hpp"
#include "network/network.hpp"
#include "pipeline/pipeline.hpp"

namespace lucarne {

/// Brings the files of `inputs:` into the order of the network's inputs, and says which inputs are
/// missing or unknown. `network` is null where it is yet to be trained, which takes one input.
void order_inputs(Pipeline& pipeline, const Network* network, Diagnostics& diagnostics);

/// Says where items of `inputs:` are not of the shape that the network's input has; dimensions of
/// size 1 do not count, and flat fits any.
/// requires: order_inputs() found nothing wrong
void check_input_shapes(const Pipeline& pipeline, const Network& network,
                        const LoadedDataset& dataset, Diagnostics& diagnostics);

}  // namespace lucarne
