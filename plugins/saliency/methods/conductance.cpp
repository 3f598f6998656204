// SPDX-License-Identifier: MIT
#include "saliency/methods/evaluate.hpp"
#include "saliency/methods/layers.hpp"
#include "saliency/methods/quadrature.hpp"

#include <algorithm>

namespace lucarne::saliency {
namespace {

/// One point of the line from a baseline to an item.
struct PathPoint {
  arma::uword number = 0;
  const float* activation = nullptr;  ///< of the layer
  const float* gradient = nullptr;    ///< of the output to the layer
};

/// Passes over the points of the line, in blocks; `use` sees them in their order.
void along_path(const Question& question, const std::string& layer, arma::uword item,
                arma::uword row, const arma::vec& nodes, Pass& pass,
                const std::function<void(const PathPoint&)>& use) {
  const float* x = question.inputs.colptr(item);
  const float* b = question.baselines.of(item, row);
  const arma::uword most = points_per_block(question.model);
  for (arma::uword first = 0; first < nodes.n_elem; first += most) {
    const arma::uword count = std::min(most, nodes.n_elem - first);
    arma::fmat inputs(question.n_features(), count);
    for (arma::uword k = 0; k < count; ++k) {
      const auto alpha = static_cast<float>(nodes(first + k));
      for (arma::uword i = 0; i < inputs.n_rows; ++i) inputs(i, k) = b[i] + alpha * (x[i] - b[i]);
    }
    pass.forward(inputs);
    Question block{question.model, question.random, question.workers};
    block.output = question.output;
    block.classes = arma::uvec(count).fill(question.classes(item));
    const std::string& of = explained_tensor(question);
    const arma::fmat gradients = pass.gradient(of, output_seed(block, pass.tensor(of)), layer);
    const arma::fmat& activations = pass.tensor(layer);
    for (arma::uword k = 0; k < count; ++k) {
      use({first + k, activations.colptr(k), gradients.colptr(k)});
    }
  }
}

/// Runs `sum` for every item and row of its baselines, each adding to the item's column.
arma::fmat mean_over_rows(
    const Question& question, arma::uword n_values,
    const std::function<void(arma::uword item, arma::uword row, Pass&, arma::vec& sums)>& sum) {
  arma::fmat result(n_values, question.n_items());
  question.workers.parallel_for(question.n_items(), [&](arma::uword item) {
    const std::unique_ptr<Pass> pass = question.model.start_pass();
    arma::vec sums(n_values, arma::fill::zeros);
    for (arma::uword row = 0; row < question.baselines.rows(); ++row) {
      question.workers.stop_if_cancelled();
      sum(item, row, *pass, sums);
    }
    sums /= static_cast<double>(question.baselines.rows());
    result.col(item) = arma::conv_to<arma::fvec>::from(sums);
  });
  return result;
}

// What reaches the output from each input through one unit: the gradient's way past all others is
// closed.
Explanation through_unit(const Question& question, const Settings& settings) {
  const std::string layer = named_tensor(question.model, settings.layer).name;
  const arma::uword unit = unit_number(question.model, settings);
  const Quadrature rule = quadrature(settings.rule, settings.steps, settings.compat == "captum");
  Explanation explanation;
  explanation.attributions = mean_over_rows(
      question, question.n_features(),
      [&](arma::uword item, arma::uword row, Pass& pass, arma::vec& sums) {
        const float* x = question.inputs.colptr(item);
        const float* b = question.baselines.of(item, row);
        arma::vec weighted(rule.nodes.n_elem);
        along_path(question, layer, item, row, rule.nodes, pass, [&](const PathPoint& point) {
          weighted(point.number) =
              rule.weights(point.number) * static_cast<double>(point.gradient[unit]);
        });
        Question unit_question = question;
        unit_question.of = layer;
        unit_question.classes.fill(unit);
        unit_question.output = Output::logit;
        along_path(unit_question, question.model.input_name(), item, row, rule.nodes, pass,
                   [&](const PathPoint& point) {
                     for (arma::uword i = 0; i < sums.n_elem; ++i) {
                       sums(i) += weighted(point.number) *
                                  (static_cast<double>(x[i]) - static_cast<double>(b[i])) *
                                  static_cast<double>(point.gradient[i]);
                     }
                   });
      });
  return explanation;
}

}  // namespace

/// Gradients times the layer's steps along the path, each step with the mean of the gradients at
/// its ends (captum: with that at its beginning, and at the nodes of its rule).
/// source: Dhamdhere, Sundararajan, Yan 2018, arXiv:1805.12233, section 3; for a whole layer at
/// once Shrikumar, Su, Kundaje 2018, arXiv:1807.09946, eq. (3)
Explanation explain_conductance(const Question& question, const Settings& settings) {
  if (!settings.unit.empty()) return through_unit(question, settings);
  const NamedTensor layer = named_tensor(question.model, settings.layer);
  const arma::uword n = n_elements(layer.shape);
  const bool captum = settings.compat == "captum";
  const arma::vec nodes = captum ? quadrature(settings.rule, settings.steps + 1, true).nodes
                                 : arma::vec(arma::linspace<arma::vec>(0, 1, settings.steps + 1));
  Explanation explanation;
  explanation.shape = layer.shape;
  explanation.attributions = mean_over_rows(
      question, n, [&](arma::uword item, arma::uword row, Pass& pass, arma::vec& sums) {
        arma::fvec activation(n);
        arma::fvec gradient(n);
        along_path(question, layer.name, item, row, nodes, pass, [&](const PathPoint& point) {
          for (arma::uword i = 0; point.number > 0 && i < n; ++i) {
            const double step =
                static_cast<double>(point.activation[i]) - static_cast<double>(activation(i));
            const auto before = static_cast<double>(gradient(i));
            const double slope =
                captum ? before : (before + static_cast<double>(point.gradient[i])) / 2;
            sums(i) += slope * step;
          }
          std::copy_n(point.activation, n, activation.begin());
          std::copy_n(point.gradient, n, gradient.begin());
        });
      });
  set_residual(explanation, outputs(question) - baseline_outputs(question));
  return explanation;
}

/// source: Leino et al. 2018, "Influence-directed explanations for deep convolutional networks",
/// arXiv:1802.03788, with the uniform distribution on the path
Explanation explain_internal_influence(const Question& question, const Settings& settings) {
  const NamedTensor layer = named_tensor(question.model, settings.layer);
  const Quadrature rule = quadrature(settings.rule, settings.steps, settings.compat == "captum");
  Explanation explanation;
  explanation.shape = layer.shape;
  explanation.attributions = mean_over_rows(
      question, n_elements(layer.shape),
      [&](arma::uword item, arma::uword row, Pass& pass, arma::vec& sums) {
        along_path(question, layer.name, item, row, rule.nodes, pass, [&](const PathPoint& point) {
          for (arma::uword i = 0; i < sums.n_elem; ++i) {
            sums(i) += rule.weights(point.number) * static_cast<double>(point.gradient[i]);
          }
        });
      });
  return explanation;
}

}  // namespace lucarne::saliency
