// SPDX-License-Identifier: MIT
#include "saliency/methods/piecewise_linear.hpp"

#include "saliency/methods/linear_operators.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne::saliency {
namespace {

// The tensor that a Relu read is the one that it is the positive part of; the nearest before it
// that is. Layers do not say what they read.
std::string input_of_relu(const std::vector<Layer>& layers, std::size_t relu, const Pass& pass,
                          const std::string& input) {
  const arma::fmat& after = pass.tensor(layers[relu].tensor);
  const auto fits = [&](const std::string& name) {
    const arma::fmat& before = pass.tensor(name);
    if (before.n_rows != after.n_rows) return false;
    for (arma::uword i = 0; i < after.n_elem; ++i) {
      if (std::max(before(i), 0.0F) != after(i)) return false;
    }
    return true;
  };
  for (std::size_t i = relu; i-- > 0;) {
    if (layers[i].op != "Constant" && fits(layers[i].tensor)) return layers[i].tensor;
  }
  return fits(input) ? input : "";
}

}  // namespace

std::vector<Kink> kinks_of(const Question& question) {
  if (question.output == Output::probability) {
    throw ParameterError("output",
                         "exact-integrated-gradients explains logits: a probability is not "
                         "piecewise linear; choose 'output: logit', or integrated-gradients with a "
                         "'tolerance'");
  }
  const Model& model = question.model;
  const std::unique_ptr<Pass> pass = model.start_pass();
  pass->forward(question.inputs);
  std::vector<Kink> kinks;
  const std::vector<Layer>& layers = model.layers();
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Layer& layer = layers[i];
    if (layer.op == "Relu") {
      const std::string before = input_of_relu(layers, i, *pass, model.input_name());
      if (before.empty()) {
        throw ParameterError("method",
                             fmt::format("exact-integrated-gradients cannot tell which tensor node "
                                         "'{}' (Relu) reads; choose integrated-gradients with a "
                                         "'tolerance'",
                                         layer.name));
      }
      kinks.push_back({before, layer.tensor});
    } else if (!is_linear(layer.op)) {
      throw ParameterError("method",
                           fmt::format("exact-integrated-gradients wants a network of Relu and "
                                       "linear operators; found node '{}' ({}); choose "
                                       "integrated-gradients with a 'tolerance'",
                                       layer.name, layer.op));
    }
    if (layer.tensor == model.logits()) break;
  }
  return kinks;
}

}  // namespace lucarne::saliency
