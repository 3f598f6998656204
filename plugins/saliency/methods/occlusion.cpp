// SPDX-License-Identifier: MIT
#include "saliency/methods/evaluate.hpp"
#include "saliency/methods/feature_groups.hpp"

#include <algorithm>

namespace lucarne::saliency {
namespace {

/// Features that one position of the window covers.
std::vector<arma::uvec> window_positions(const Shape& shape, const Shape& window,
                                         const Shape& stride) {
  Shape positions(shape.size());
  arma::uword total = 1;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    positions[d] = (shape[d] - window[d] + stride[d] - 1) / stride[d] + 1;
    total *= positions[d];
  }
  std::vector<arma::uvec> covered;
  for (arma::uword number = 0; number < total; ++number) {
    std::vector<arma::uword> features{0};
    arma::uword rest = number;
    arma::uword step = 1;
    for (std::size_t d = shape.size(); d-- > 0;) {
      const arma::uword begin = rest % positions[d] * stride[d];
      rest /= positions[d];
      // The last position is clipped at the border.
      const arma::uword end = std::min(begin + window[d], shape[d]);
      std::vector<arma::uword> wider;
      for (const arma::uword feature : features) {
        for (arma::uword i = begin; i < end; ++i) wider.push_back(feature + i * step);
      }
      features = std::move(wider);
      step *= shape[d];
    }
    covered.emplace_back(features);
  }
  return covered;
}

// The stride along dimensions that the window covers whole has no effect.
Shape stride_over(const Settings& settings, const Shape& shape) {
  Shape stride = shape;
  const Shape given = window_over(settings.stride, shape, "stride");
  const bool single = settings.stride.size() == 1;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    stride[d] =
        single ? std::min<arma::uword>(static_cast<arma::uword>(settings.stride.front()), shape[d])
               : given[d];
  }
  return stride;
}

}  // namespace

/// source: Zeiler, Fergus 2014, arXiv:1311.2901, section 4.2; positions and averages as captum's
Explanation explain_occlusion(const Question& question, const Settings& settings) {
  const arma::uword n = question.n_features();
  const Shape& shape = question.item_shape;
  const std::vector<arma::uvec> windows = window_positions(
      shape, window_over(settings.window, shape, "window"), stride_over(settings, shape));
  const arma::uword rows = question.baselines.rows();
  const arma::uword per_item = 1 + windows.size() * rows;
  arma::vec cover(n, arma::fill::zeros);
  for (const arma::uvec& window : windows) cover(window) += 1;
  Explanation explanation;
  explanation.attributions.set_size(n, question.n_items());
  for_each_part(question, per_item, [&](const Question& part, arma::uword first) {
    const auto fill = [&](arma::uword item, arma::uword point, float* input) {
      std::copy_n(part.inputs.colptr(item), n, input);
      if (point == 0) return;
      const float* b = part.baselines.of(item, (point - 1) % rows);
      for (const arma::uword feature : windows[(point - 1) / rows]) input[feature] = b[feature];
    };
    const arma::mat outputs = outputs_at(part, per_item, fill);
    for (arma::uword item = 0; item < part.n_items(); ++item) {
      arma::vec sums(n, arma::fill::zeros);
      for (std::size_t w = 0; w < windows.size(); ++w) {
        double with_window = 0;
        for (arma::uword row = 0; row < rows; ++row)
          with_window += outputs(1 + w * rows + row, item);
        sums(windows[w]) += outputs(0, item) - with_window / static_cast<double>(rows);
      }
      if (settings.compat != "pair") sums /= arma::clamp(cover, 1, arma::datum::inf);
      explanation.attributions.col(first + item) = arma::conv_to<arma::fvec>::from(sums);
    }
  });
  return explanation;
}

}  // namespace lucarne::saliency
