// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"
#include "network/network.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

int inspect(const Arguments& arguments) {
  const std::unique_ptr<Network> network = load_network(arguments.positional(0));
  for (const NetworkInput& input : network->inputs()) {
    fmt::print("input    {}  {}{}\n", input.name, to_string(input.shape),
               input.integral ? "  integers" : "");
  }
  fmt::print("classes  {}\n", network->n_classes());
  fmt::print("logits   {}\n\n", network->logits());
  fmt::print("{:<20} {:<12} {:<16} {:>10}\n", "layer", "operator", "shape", "weights");
  arma::uword n_weights = 0;
  for (const Layer& layer : network->layers()) {
    arma::uword count = 0;
    if (layer.weighted) {
      count = network->weights(layer.name).n_elem + network->biases(layer.name).n_elem;
    }
    n_weights += count;
    fmt::print("{:<20} {:<12} {:<16} {:>10}\n", layer.name, layer.op, to_string(layer.shape),
               count == 0 ? "" : std::to_string(count));
  }
  fmt::print("{:<50} {:>10}\n", "in all", n_weights);
  for (const auto& [key, value] : network->metadata()) fmt::print("\n{}\n{}\n", key, value);
  return exit_done;
}

}  // namespace

Command inspect_command() {
  return {{"inspect",
           "Shows the layers, shapes and training record of a network (ONNX or NPZ).",
           {"MODEL"},
           {{"help", "", "show this text", false}}},
          inspect};
}

}  // namespace lucarne
