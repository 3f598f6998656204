// SPDX-License-Identifier: MIT
#include "saliency/methods/chain.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace lucarne::saliency {
namespace {

constexpr std::array<std::string_view, 25> linear_operators{
    "Gemm",    "MatMul",    "Add",           "Sub",         "Sum",
    "Mean",    "Neg",       "Conv",          "Flatten",     "Reshape",
    "Squeeze", "Unsqueeze", "Identity",      "Dropout",     "Transpose",
    "Concat",  "Slice",     "Split",         "Gather",      "Expand",
    "Pad",     "Constant",  "ConvTranspose", "AveragePool", "GlobalAveragePool"};

constexpr std::array<std::string_view, 16> nonlinear_operators{
    "Relu", "LeakyRelu", "Elu",  "Selu",        "Celu",      "Gelu",     "Sigmoid", "Tanh",
    "Clip", "Softplus",  "Mish", "HardSigmoid", "HardSwish", "Softsign", "Erf",     "MaxPool"};

// Items on which it is tried whether a node is passed by.
constexpr arma::uword tried_items = 16;

// Any weights that do not cancel.
arma::fmat uneven_seed(arma::uword rows, arma::uword columns) {
  arma::fmat seed(rows, columns);
  for (arma::uword i = 0; i < seed.n_elem; ++i) {
    seed(i) = 1 + static_cast<float>((i * 37) % 11) / 11;
  }
  return seed;
}

// The gradient through the node alone is the whole gradient: no branch passes it by.
bool all_pass(const Model& model, Pass& pass, const ChainStep& step, const arma::fmat& seed,
              const arma::fmat& whole) {
  try {
    const arma::fmat at_node = pass.gradient(model.logits(), seed, step.after);
    const arma::fmat before = pass.gradient(step.after, at_node, step.before);
    const arma::fmat through = step.before == model.input_name()
                                   ? before
                                   : pass.gradient(step.before, before, model.input_name());
    return arma::abs(through - whole).max() <= 1e-4F * arma::abs(whole).max();
  } catch (const Error&) {
    return false;  // what comes before does not lead to the node
  }
}

void require_chain(const Question& question, const std::vector<ChainStep>& steps,
                   const std::string& method) {
  const Model& model = question.model;
  const std::unique_ptr<Pass> pass = model.start_pass();
  pass->forward(question.inputs.head_cols(std::min(tried_items, question.n_items())));
  const arma::fmat& logits = pass->tensor(model.logits());
  const arma::fmat seed = uneven_seed(logits.n_rows, logits.n_cols);
  const arma::fmat whole = pass->gradient(model.logits(), seed, model.input_name());
  for (const ChainStep& step : steps) {
    if (all_pass(model, *pass, step, seed, whole)) continue;
    throw ParameterError("method",
                         fmt::format("{} wants a network whose nodes follow one another; a branch "
                                     "passes node '{}' ({}) by; choose a method of plain gradients",
                                     method, step.name, step.op));
  }
}

}  // namespace

bool is_linear(std::string_view op) {
  return op == "BatchNormalization" ||
         std::ranges::find(linear_operators, op) != linear_operators.end();
}

std::vector<ChainStep> chain_of(const Question& question, const std::string& method) {
  const Model& model = question.model;
  std::vector<ChainStep> steps;
  std::string before = model.input_name();
  for (const Layer& layer : model.layers()) {
    if (layer.op == "Constant") continue;
    if (std::ranges::find(nonlinear_operators, layer.op) != nonlinear_operators.end()) {
      steps.push_back({layer.name, layer.op, before, layer.tensor});
    } else if (!is_linear(layer.op)) {
      throw ParameterError(
          "method", fmt::format("{} has no rule for node '{}' ({})", method, layer.name, layer.op));
    }
    before = layer.tensor;
    if (layer.tensor == model.logits()) break;
  }
  require_chain(question, steps, method);
  return steps;
}

}  // namespace lucarne::saliency
