// SPDX-License-Identifier: MIT
#include "saliency/methods/evaluate.hpp"
#include "saliency/methods/line_walk.hpp"
#include "saliency/methods/piecewise_linear.hpp"

#include <algorithm>

namespace lucarne::saliency {
namespace {

// Crossings nearer to one another are one: floats cannot tell the points apart.
constexpr double nearest_crossings = 1e-7;

struct Line {
  const float* from;
  const float* to;
};

void point_on(const Line& line, double alpha, arma::uword n, float* input) {
  const auto a = static_cast<float>(alpha);
  for (arma::uword i = 0; i < n; ++i) input[i] = line.from[i] + a * (line.to[i] - line.from[i]);
}

/// The stretches of one line on which the network is linear, found layer by layer: while all
/// earlier activation functions keep their pieces, what goes into the next is linear along a
/// stretch, and the crossings of zero follow from its two ends.
std::vector<double> breakpoints(const Question& question, const std::vector<Kink>& kinks,
                                const Line& line, Pass& pass) {
  std::vector<double> ends{0, 1};
  const arma::uword most = points_per_block(question.model);
  for (const Kink& kink : kinks) {
    std::vector<double> crossings;
    // Blocks share an end, so that every stretch lies in one of them.
    for (std::size_t first = 0; first + 1 < ends.size();
         first += std::max<arma::uword>(most, 2) - 1) {
      const std::size_t count =
          std::min<std::size_t>(std::max<arma::uword>(most, 2), ends.size() - first);
      arma::fmat inputs(question.n_features(), count);
      for (std::size_t i = 0; i < count; ++i) {
        point_on(line, ends[first + i], question.n_features(), inputs.colptr(i));
      }
      pass.forward(inputs);
      const arma::fmat& before = pass.tensor(kink.before);
      for (std::size_t i = 0; i + 1 < count; ++i) {
        const double begin = ends[first + i];
        const double length = ends[first + i + 1] - begin;
        for (arma::uword unit = 0; unit < before.n_rows; ++unit) {
          const auto z0 = static_cast<double>(before(unit, i));
          const auto z1 = static_cast<double>(before(unit, i + 1));
          if ((z0 > 0) != (z1 > 0)) crossings.push_back(begin + length * z0 / (z0 - z1));
        }
      }
    }
    ends.insert(ends.end(), crossings.begin(), crossings.end());
    std::ranges::sort(ends);
    const auto same = std::unique(ends.begin(), ends.end(), [](double left, double right) {
      return right - left < nearest_crossings;
    });
    ends.erase(same, ends.end());
    ends.back() = 1;
  }
  return ends;
}

// (x - b) times the gradient of every stretch, weighted with its length.
arma::vec integral(const Question& question, arma::uword item, const Line& line,
                   const std::vector<double>& ends, Pass& pass) {
  const arma::uword n = question.n_features();
  const arma::uword most = points_per_block(question.model);
  arma::vec sum(n, arma::fill::zeros);
  for (std::size_t first = 0; first + 1 < ends.size(); first += most) {
    const std::size_t count = std::min<std::size_t>(most, ends.size() - 1 - first);
    arma::fmat inputs(n, count);
    for (std::size_t i = 0; i < count; ++i) {
      point_on(line, (ends[first + i] + ends[first + i + 1]) / 2, n, inputs.colptr(i));
    }
    pass.forward(inputs);
    const std::string& of = explained_tensor(question);
    arma::fmat seed(pass.tensor(of).n_rows, count, arma::fill::zeros);
    // The lengths weigh the seed, so that one gradient per stretch is all there is to add.
    for (std::size_t i = 0; i < count; ++i) {
      seed(question.classes(item), i) = static_cast<float>(ends[first + i + 1] - ends[first + i]);
    }
    const arma::fmat gradients = pass.gradient(of, seed, question.model.input_name());
    for (std::size_t i = 0; i < count; ++i) {
      const float* gradient = gradients.colptr(i);
      for (arma::uword f = 0; f < n; ++f) sum(f) += static_cast<double>(gradient[f]);
    }
  }
  for (arma::uword f = 0; f < n; ++f) {
    sum(f) *= static_cast<double>(line.to[f]) - static_cast<double>(line.from[f]);
  }
  return sum;
}

}  // namespace

/// Integrated gradients without a rule of integration: on a piecewise linear network the gradient
/// is constant between the points of the line where a unit changes its piece. source: Sundararajan,
/// Taly, Yan 2017, arXiv:1703.01365, eq. (1)
Explanation explain_exact_integrated_gradients(const Question& question, const Settings&) {
  Explanation explanation;
  const std::optional<FirstLayer> layer = FirstLayer::of(question);
  const std::optional<ReluChain> chain = layer ? ReluChain::of(question) : std::nullopt;
  if (chain) {
    explanation.attributions = walked_along_lines(*layer, *chain, question, nullptr);
    set_residual(explanation, outputs(question) - baseline_outputs(question));
    return explanation;
  }
  const std::vector<Kink> kinks = kinks_of(question);
  const arma::uword rows = question.baselines.rows();
  explanation.attributions.set_size(question.n_features(), question.n_items());
  question.workers.parallel_for(question.n_items(), [&](arma::uword item) {
    question.workers.stop_if_cancelled();
    const std::unique_ptr<Pass> pass = question.model.start_pass();
    arma::vec sum(question.n_features(), arma::fill::zeros);
    for (arma::uword row = 0; row < rows; ++row) {
      const Line line{question.baselines.of(item, row), question.inputs.colptr(item)};
      sum += integral(question, item, line, breakpoints(question, kinks, line, *pass), *pass);
    }
    const arma::vec mean = sum / static_cast<double>(rows);
    explanation.attributions.col(item) = arma::conv_to<arma::fvec>::from(mean);
  });
  set_residual(explanation, outputs(question) - baseline_outputs(question));
  return explanation;
}

}  // namespace lucarne::saliency
