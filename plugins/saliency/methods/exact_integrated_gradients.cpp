// SPDX-License-Identifier: MIT
#include "saliency/methods/evaluate.hpp"
#include "saliency/methods/line_walk.hpp"
#include "saliency/methods/piecewise_linear.hpp"
#include "saliency/methods/straight_lines.hpp"

#include <algorithm>

namespace lucarne::saliency {
namespace {

// Switches nearer to one another are one: floats cannot tell the points apart.
constexpr double nearest_switches = 1e-7;

/// A straight line through values of a tensor on which the network's output depends linearly at
/// first: its input, what its first layer puts out, or the layer that is asked about.
struct Line {
  const float* from;
  const float* to;
  arma::uword n;

  void point(double alpha, float* values) const {
    for (arma::uword i = 0; i < n; ++i) {
      const auto begin = static_cast<double>(from[i]);
      values[i] = static_cast<float>(begin + alpha * (static_cast<double>(to[i]) - begin));
    }
  }
};

/// Walks along one item's line, a block of points at a time.
class PieceWalk {
 public:
  PieceWalk(const Question& question, const std::vector<Kink>& kinks, const FirstLayer* from,
            arma::uword item)
      : question_(question),
        kinks_(kinks),
        from_(from),
        item_(item),
        tensor_(from == nullptr ? attributed_tensor(question) : from->tensor()),
        most_(std::max<arma::uword>(points_per_block(question.model), 2)),
        pass_(question.model.start_pass()) {}

  /// The integral of the gradient of logit `output` along the line, n numbers.
  arma::vec integral(const Line& line, arma::uword output) {
    const std::vector<double> ends = pieces(line);
    arma::vec sum(line.n, arma::fill::zeros);
    for (std::size_t first = 0; first + 1 < ends.size(); first += most_) {
      const std::size_t count = std::min<std::size_t>(most_, ends.size() - 1 - first);
      add_gradients(line, std::span(ends).subspan(first, count + 1), output, sum);
    }
    return sum;
  }

 private:
  /// The ends of the stretches on which the network is linear, found kink by kink: while all
  /// earlier ones keep their pieces, what goes into the next is linear along a stretch, and its
  /// switches follow from the stretch's two ends.
  std::vector<double> pieces(const Line& line) {
    std::vector<double> ends{0, 1};
    for (const Kink& kink : kinks_) {
      std::vector<double> places;
      // Blocks share an end, so that every stretch lies in one of them.
      for (std::size_t first = 0; first + 1 < ends.size(); first += most_ - 1) {
        const std::size_t count = std::min<std::size_t>(most_, ends.size() - first);
        add_places(kink, line, std::span(ends).subspan(first, count), places);
      }
      ends.insert(ends.end(), places.begin(), places.end());
      std::ranges::sort(ends);
      const auto same = std::unique(ends.begin(), ends.end(), [](double left, double right) {
        return right - left < nearest_switches;
      });
      ends.erase(same, ends.end());
      ends.back() = 1;
    }
    return ends;
  }

  void add_places(const Kink& kink, const Line& line, std::span<const double> ends,
                  std::vector<double>& places) {
    arma::fmat points(line.n, ends.size(), arma::fill::none);
    for (std::size_t i = 0; i < ends.size(); ++i) line.point(ends[i], points.colptr(i));
    forward(points);
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
      Stretch stretch{ends[i], ends[i + 1] - ends[i], {}, {}, 0};
      for (const std::string& name : kink.before) {
        const arma::fmat& tensor = pass_->tensor(name);
        stretch.at_begin.push_back(tensor.colptr(i));
        stretch.at_end.push_back(tensor.colptr(i + 1));
        stretch.n_elements = tensor.n_rows;
      }
      add_switches(kink, stretch, places);
    }
  }

  // One gradient for each stretch, at its middle; the lengths weigh the seed, so that they need
  // only be added.
  void add_gradients(const Line& line, std::span<const double> ends, arma::uword output,
                     arma::vec& sum) {
    const arma::uword count = ends.size() - 1;
    arma::fmat points(line.n, count, arma::fill::none);
    for (std::size_t i = 0; i < count; ++i) {
      line.point((ends[i] + ends[i + 1]) / 2, points.colptr(i));
    }
    forward(points);
    const std::string& of = explained_tensor(question_);
    arma::fmat seed(pass_->tensor(of).n_rows, count, arma::fill::zeros);
    for (std::size_t i = 0; i < count; ++i) {
      seed(output, i) = static_cast<float>(ends[i + 1] - ends[i]);
    }
    const arma::fmat gradients = pass_->gradient(of, seed, tensor_);
    double* sums = sum.memptr();
    for (std::size_t i = 0; i < count; ++i) {
      const float* gradient = gradients.colptr(i);
      for (arma::uword f = 0; f < line.n; ++f) sums[f] += static_cast<double>(gradient[f]);
    }
  }

  void forward(const arma::fmat& points) {
    question_.workers.stop_if_cancelled();
    const bool of_layer = !question_.layer.empty();
    if (from_ == nullptr && !of_layer) return pass_->forward(points);
    if (points.n_cols != n_columns_) {
      // What does not depend on the layer stays what the item makes of it. Behind the first layer
      // nothing remains; the pass only learns how many points there are.
      pass_->forward(
          of_layer ? arma::fmat(arma::repmat(question_.network_inputs.col(item_), 1, points.n_cols))
                   : arma::fmat(question_.n_features(), points.n_cols, arma::fill::zeros));
      n_columns_ = points.n_cols;
    }
    pass_->forward_from(tensor_, points);
  }

  const Question& question_;
  const std::vector<Kink>& kinks_;
  const FirstLayer* from_;
  arma::uword item_;
  std::string tensor_;  // that points are values of
  arma::uword most_;
  std::unique_ptr<Pass> pass_;
  arma::uword n_columns_ = 0;
};

/// The integrals of all items, from one row of the baselines or from those of each.
arma::fmat integrals(const Question& question, const std::vector<Kink>& kinks,
                     const FirstLayer* from, const arma::fmat& begins, const arma::fmat& ends) {
  arma::fmat result(arma::size(ends));
  question.workers.parallel_for(question.n_items(), [&](arma::uword item) {
    PieceWalk walk(question, kinks, from, item);
    const Line line{begins.colptr(begins.n_cols == 1 ? 0 : item), ends.colptr(item), ends.n_rows};
    result.col(item) = arma::conv_to<arma::fvec>::from(walk.integral(line, question.classes(item)));
  });
  return result;
}

// (x - b) times the integral, averaged over the baselines.
arma::fmat along_inputs(const Question& question, const std::vector<Kink>& kinks) {
  const Baselines& baselines = question.baselines;
  const arma::uword rows = baselines.rows();
  arma::fmat attributions(arma::size(question.inputs), arma::fill::zeros);
  for (arma::uword row = 0; row < rows; ++row) {
    arma::fmat differences = question.inputs;
    for (arma::uword item = 0; item < question.n_items(); ++item) {
      const float* b = baselines.of(item, row);
      for (arma::uword i = 0; i < question.n_features(); ++i) differences(i, item) -= b[i];
    }
    const arma::fmat begins =
        baselines.one_each ? baselines.columns : baselines.columns.cols(row, row);
    attributions += differences % integrals(question, kinks, nullptr, begins, question.inputs);
  }
  return attributions / static_cast<float>(rows);
}

}  // namespace

/// Integrated gradients without a rule of integration: on a piecewise linear network the gradient
/// is constant between the points of the line where a unit changes its piece.
/// cost: a gradient for each piece, of which a convolutional network has thousands
/// source: Sundararajan, Taly, Yan 2017, arXiv:1703.01365, eq. (1)
Explanation explain_exact_integrated_gradients(const Question& question, const Settings&) {
  Explanation explanation;
  const std::optional<FirstLayer> layer = FirstLayer::of(question);
  const std::optional<ReluChain> chain = layer ? ReluChain::of(question) : std::nullopt;
  if (chain) {
    explanation.attributions = walked_along_lines(*layer, *chain, question, nullptr);
  } else if (const std::vector<Kink> kinks = kinks_of(question); layer) {
    explanation.attributions = along_lines(
        *layer, question,
        [&](const Question& part, const arma::fmat& at_baselines, const arma::fmat& at_items) {
          return integrals(part, kinks, &*layer, at_baselines, at_items);
        });
  } else {
    explanation.attributions = along_inputs(question, kinks);
  }
  set_residual(explanation, outputs(question) - baseline_outputs(question));
  return explanation;
}

}  // namespace lucarne::saliency
