// SPDX-License-Identifier: MIT
#include "saliency/methods/chain.hpp"
#include "saliency/methods/evaluate.hpp"
#include "saliency/methods/lrp_rules.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace lucarne::saliency {
namespace {

constexpr std::array<std::string_view, 2> dense_operators{"Gemm", "MatMul"};

/// One node of the chain, nonlinear or not.
struct LrpStep {
  std::string name;
  std::string before;
  std::string after;
  bool linear = false;
  bool dense = false;
};

bool is_dense(std::string_view op) {
  return std::ranges::find(dense_operators, op) != dense_operators.end();
}

// Every node up to the logits. The rule goes to the dense nodes; the others have the epsilon rule.
std::vector<LrpStep> lrp_steps(const Question& question, const Settings& settings) {
  chain_of(question, "lrp");  // for its refusals
  std::vector<LrpStep> steps;
  std::string before = question.model.input_name();
  for (const Layer& layer : question.model.layers()) {
    if (layer.op == "Constant") continue;
    if (layer.op == "BatchNormalization") {
      throw ParameterError("method",
                           fmt::format("lrp has no rule for node '{}' (BatchNormalization); merge "
                                       "it into the layer before it when exporting",
                                       layer.name));
    }
    if (layer.op == "Conv" && settings.lrp_rule != "epsilon") {
      throw ParameterError("lrp_rule",
                           fmt::format("lrp has the rule '{}' for dense layers only; found node "
                                       "'{}' ({}); choose 'lrp_rule: epsilon'",
                                       settings.lrp_rule, layer.name, layer.op));
    }
    // The Add after a MatMul is its bias, which the dense rules take with the weights.
    const bool is_bias = settings.lrp_rule != "epsilon" && layer.op == "Add" && !steps.empty() &&
                         steps.back().dense &&
                         !question.model.biases(steps.back().name).is_empty() &&
                         before == steps.back().after;
    if (!is_bias) {
      steps.push_back({layer.name, before, layer.tensor, is_linear(layer.op), is_dense(layer.op)});
    }
    before = layer.tensor;
    if (layer.tensor == question.model.logits()) break;
  }
  return steps;
}

// x grad(R / s(z)): relevance through any linear node, its constant part absorbing its share.
arma::fmat through_linear(const LrpStep& step, const arma::fmat& relevance, double epsilon,
                          Pass& pass) {
  const arma::fmat ratio = relevance / stabilised(pass.tensor(step.after), epsilon);
  return pass.tensor(step.before) % pass.gradient(step.after, ratio, step.before);
}

arma::fmat relevance_of(const Question& block, const std::vector<LrpStep>& steps,
                        const Settings& settings, Pass& pass) {
  const Model& model = block.model;
  pass.forward(block.inputs);
  const arma::fmat& logits = pass.tensor(model.logits());
  arma::fmat relevance = one_hot(block.classes, logits.n_rows) % logits;
  for (std::size_t i = steps.size(); i-- > 0;) {
    const LrpStep& step = steps[i];
    if (!step.linear) {
      // Relu and its kin pass relevance on; max pooling gives it to the winner.
      const bool same_shape = pass.tensor(step.before).n_rows == pass.tensor(step.after).n_rows;
      if (!same_shape) relevance = pass.gradient(step.after, relevance, step.before);
    } else if (step.dense && settings.lrp_rule != "epsilon") {
      if (model.weights(step.name).n_rows != pass.tensor(step.before).n_rows) {
        throw ParameterError("lrp_rule",
                             fmt::format("lrp has the rule '{}' for layers that multiply whole "
                                         "items; node '{}' multiplies parts of them; choose "
                                         "'lrp_rule: epsilon'",
                                         settings.lrp_rule, step.name));
      }
      relevance = through_dense(pass.tensor(step.before), model.weights(step.name),
                                model.biases(step.name), relevance, settings);
    } else {
      relevance = through_linear(step, relevance, settings.epsilon, pass);
    }
  }
  return relevance;
}

}  // namespace

/// source: Bach et al. 2015, "On pixel-wise explanations for non-linear classifier decisions by
/// layer-wise relevance propagation"; rules after Montavon et al. 2019, "Layer-wise relevance
/// propagation: an overview"
Explanation explain_lrp(const Question& question, const Settings& settings) {
  if (question.output == Output::probability) {
    throw ParameterError("output",
                         "lrp explains logits: relevance has no rule for a softmax; choose "
                         "'output: logit'");
  }
  const std::vector<LrpStep> steps = lrp_steps(question, settings);
  const arma::uword size = points_per_block(question.model);
  Explanation explanation;
  explanation.attributions.set_size(question.n_features(), question.n_items());
  question.workers.parallel_for((question.n_items() + size - 1) / size, [&](arma::uword number) {
    question.workers.stop_if_cancelled();
    const arma::uword first = number * size;
    const arma::uword count = std::min(size, question.n_items() - first);
    const std::unique_ptr<Pass> pass = question.model.start_pass();
    explanation.attributions.cols(first, first + count - 1) =
        relevance_of(part_of(question, first, count), steps, settings, *pass);
  });
  return explanation;
}

}  // namespace lucarne::saliency
