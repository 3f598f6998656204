// SPDX-License-Identifier: MIT
#include "host/input_files.hpp"

#include "host/prepared_model.hpp"

#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

void order(SplitFiles& files, const Network& network, const Position& position,
           Diagnostics& diagnostics) {
  std::vector<std::string> known;
  for (const NetworkInput& input : network.inputs()) known.push_back(input.name);
  for (const NamedItems& one : files.inputs) {
    if (std::ranges::find(known, one.input) != known.end()) continue;
    diagnostics.error(position, fmt::format("the network has no input '{}'{}", one.input,
                                            suggestion(one.input, known, "inputs")));
  }
  std::vector<NamedItems> ordered;
  for (const NetworkInput& input : network.inputs()) {
    const auto found = std::ranges::find(files.inputs, input.name, &NamedItems::input);
    if (found != files.inputs.end()) {
      ordered.push_back(*found);
    } else {
      diagnostics.error(position, fmt::format("the network takes input '{}' ({}) too; add '{}: "
                                              "FILE' to 'inputs'",
                                              input.name, to_string(input.shape), input.name));
    }
  }
  files.inputs = std::move(ordered);
}

}  // namespace

void order_inputs(Pipeline& pipeline, const Network* network, Diagnostics& diagnostics) {
  DatasetSpec& data = pipeline.data;
  for (std::optional<SplitFiles>* split : {&data.train, &data.test}) {
    // Both splits have the same inputs: what is wrong is said once.
    if (!*split || (*split)->inputs.empty() || !diagnostics.empty()) continue;
    if (network == nullptr) {
      diagnostics.error(pipeline.model.position,
                        "a network that is trained here has one input, the data has 'inputs'; name "
                        "a network that exists, or the items under 'images'");
      return;
    }
    order(**split, *network, pipeline.data_position, diagnostics);
  }
}

void check_input_shapes(const Pipeline& pipeline, const Network& network,
                        const LoadedDataset& dataset, Diagnostics& diagnostics) {
  const std::vector<Shape> shapes = dataset.input_shapes();
  const std::vector<NetworkInput> inputs = network.inputs();
  for (std::size_t i = 0; i < shapes.size() && i < inputs.size(); ++i) {
    if (fits_input(inputs[i].shape, shapes[i])) continue;
    diagnostics.error(
        pipeline.data_position,
        fmt::format("input '{}' takes items of {}, the data has items of {}", inputs[i].name,
                    to_string(inputs[i].shape), to_string(shapes[i])));
  }
}

}  // namespace lucarne
