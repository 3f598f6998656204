// SPDX-License-Identifier: MIT
#include "saliency/methods/evaluate.hpp"
#include "saliency/methods/feature_groups.hpp"
#include "saliency/methods/input_parts.hpp"

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

// Windows over each input of the network, which none of them leaves.
std::vector<arma::uvec> all_windows(const Question& question, const Settings& settings) {
  std::vector<arma::uvec> windows;
  for (const InputPart& part : parts_of(question)) {
    const Shape window = window_over(settings.window, part.shape, "window");
    for (const arma::uvec& one :
         window_positions(part.shape, window, stride_over(settings, part.shape))) {
      windows.push_back(one + part.first);
    }
  }
  return windows;
}

/// A window over an item that changes it.
struct Covered {
  arma::uword window;
  arma::uword row;  // of the baselines
};

/// The points that have to pass the network: a window that covers nothing but what equals the
/// baseline leaves the output as it is.
struct ChangedPoints {
  arma::uvec items;
  std::vector<Covered> covered;
};

ChangedPoints changed_points(const Question& question, const std::vector<arma::uvec>& windows) {
  std::vector<arma::uword> items;
  ChangedPoints points;
  for (arma::uword item = 0; item < question.n_items(); ++item) {
    const float* x = question.inputs.colptr(item);
    for (arma::uword row = 0; row < question.baselines.rows(); ++row) {
      const float* b = question.baselines.of(item, row);
      for (arma::uword w = 0; w < windows.size(); ++w) {
        const bool changes =
            std::ranges::any_of(windows[w], [&](arma::uword i) { return x[i] != b[i]; });
        if (!changes) continue;
        items.push_back(item);
        points.covered.push_back({w, row});
      }
    }
  }
  points.items = arma::uvec(items);
  return points;
}

// Falls of the output, averaged over the baselines. shape: windows x items
arma::mat mean_falls(const Question& question, const ChangedPoints& points, arma::uword n_windows,
                     const arma::vec& at_items, const arma::vec& at_points) {
  arma::mat falls(n_windows, question.n_items(), arma::fill::zeros);
  for (arma::uword point = 0; point < at_points.n_elem; ++point) {
    const arma::uword item = points.items(point);
    falls(points.covered[point].window, item) += at_items(item) - at_points(point);
  }
  return falls / static_cast<double>(question.baselines.rows());
}

arma::mat falls_of_output(const Question& question, const std::vector<arma::uvec>& windows) {
  const ChangedPoints points = changed_points(question, windows);
  const auto fill = [&](arma::uword item, arma::uword point, float* input) {
    std::copy_n(question.inputs.colptr(item), question.n_features(), input);
    const float* b = question.baselines.of(item, points.covered[point].row);
    for (const arma::uword i : windows[points.covered[point].window]) input[i] = b[i];
  };
  return mean_falls(question, points, windows.size(), outputs(question),
                    outputs_at_some(question, points.items, fill));
}

// Likewise: what the first layer puts out changes by the columns of the features that do.
arma::mat falls_behind(const FirstLayer& layer, const std::vector<SparseColumn>& columns,
                       const Question& question, const std::vector<arma::uvec>& windows) {
  const ChangedPoints points = changed_points(question, windows);
  const arma::fmat at_items = layer.outputs(question, question.inputs);
  const auto fill = [&](arma::uword item, arma::uword point, float* values) {
    std::copy_n(at_items.colptr(item), layer.size(), values);
    const float* x = question.inputs.colptr(item);
    const float* b = question.baselines.of(item, points.covered[point].row);
    for (const arma::uword i : windows[points.covered[point].window]) {
      if (x[i] != b[i]) columns[i].add_to(values, b[i] - x[i]);
    }
  };
  return mean_falls(question, points, windows.size(), outputs(question),
                    outputs_at_some(question, points.items, fill, &layer));
}

}  // namespace

/// source: Zeiler, Fergus 2014, arXiv:1311.2901, section 4.2; positions and averages as captum's
Explanation explain_occlusion(const Question& question, const Settings& settings) {
  const arma::uword n = question.n_features();
  const std::vector<arma::uvec> windows = all_windows(question, settings);
  arma::vec cover(n, arma::fill::zeros);
  for (const arma::uvec& window : windows) cover(window) += 1;
  const arma::uword per_item = windows.size() * question.baselines.rows();
  const std::optional<FirstLayer> layer =
      FirstLayer::worthwhile(question, question.n_items() * per_item);
  const std::vector<SparseColumn> columns =
      layer ? layer->columns(question) : std::vector<SparseColumn>{};
  Explanation explanation;
  explanation.attributions.set_size(n, question.n_items());
  for_each_part(question, per_item, [&](const Question& part, arma::uword first) {
    const arma::mat falls =
        layer ? falls_behind(*layer, columns, part, windows) : falls_of_output(part, windows);
    for (arma::uword item = 0; item < part.n_items(); ++item) {
      arma::vec sums(n, arma::fill::zeros);
      for (std::size_t w = 0; w < windows.size(); ++w) sums(windows[w]) += falls(w, item);
      if (settings.compat != "pair") sums /= arma::clamp(cover, 1, arma::datum::inf);
      explanation.attributions.col(first + item) = arma::conv_to<arma::fvec>::from(sums);
    }
  });
  return explanation;
}

}  // namespace lucarne::saliency
