// SPDX-License-Identifier: MIT
#include "network/perceptron.hpp"

#include "network/graph.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

namespace lucarne {
namespace {

/// A matrix of inputs x units is, in C order, units x inputs: Gemm with transB.
void add_dense(GraphSpec& spec, const std::string& name, const std::string& input,
               const Perceptron::Dense& dense) {
  Constant weights{.shape = {dense.weights.n_cols, dense.weights.n_rows},
                   .floats = arma::vectorise(dense.weights)};
  spec.constants.emplace(name + ".weight", std::move(weights));
  spec.constants.emplace(name + ".bias",
                         Constant{.shape = {dense.biases.n_elem}, .floats = dense.biases});
  spec.nodes.push_back({.name = name,
                        .op = "Gemm",
                        .inputs = {input, name + ".weight", name + ".bias"},
                        .outputs = {name},
                        .attributes = {{"transB", std::int64_t{1}}}});
}

void require_fitting(const Perceptron& perceptron) {
  if (perceptron.layers.empty()) throw Error("a perceptron without layers");
  arma::uword wanted = perceptron.layers[0].weights.n_rows;
  for (std::size_t i = 0; i < perceptron.layers.size(); ++i) {
    const auto& [weights, biases] = perceptron.layers[i];
    if (weights.is_empty() || weights.n_rows != wanted || biases.n_elem != weights.n_cols) {
      throw Error(
          fmt::format("layer {} of a perceptron: weights {} x {} with {} biases, wanted "
                      "{} inputs and one bias a unit",
                      i + 1, weights.n_rows, weights.n_cols, biases.n_elem, wanted));
    }
    wanted = weights.n_cols;
  }
}

}  // namespace

std::unique_ptr<Network> make_network(const Perceptron& perceptron,
                                      const std::map<std::string, std::string>& metadata) {
  require_fitting(perceptron);
  GraphSpec spec;
  spec.inputs = {{.name = "input", .shape = {perceptron.layers[0].weights.n_rows}}};
  spec.metadata = metadata;
  std::string tensor = spec.inputs[0].name;
  for (std::size_t i = 0; i + 1 < perceptron.layers.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    add_dense(spec, "fc" + number, tensor, perceptron.layers[i]);
    tensor = "relu" + number;
    spec.nodes.push_back(
        {.name = tensor, .op = "Relu", .inputs = {"fc" + number}, .outputs = {tensor}});
  }
  add_dense(spec, "logits", tensor, perceptron.layers.back());
  spec.nodes.push_back({.name = "probabilities",
                        .op = "Softmax",
                        .inputs = {"logits"},
                        .outputs = {"probabilities"},
                        .attributes = {{"axis", std::int64_t{-1}}}});
  spec.outputs = {"probabilities"};
  return std::make_unique<Network>(build_graph(std::move(spec)));
}

}  // namespace lucarne
