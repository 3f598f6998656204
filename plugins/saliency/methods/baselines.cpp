// SPDX-License-Identifier: MIT
#include "saliency/methods/baselines.hpp"

#include <lucarne/error.hpp>
#include <lucarne/npy_file.hpp>
#include <lucarne/picture.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lucarne::saliency {
namespace {

Baselines from_file(const Settings& settings, const arma::fmat& inputs, const Shape& shape) {
  const std::string& file = settings.baseline_file;
  if (file.empty()) {
    throw ParameterError("baseline_file",
                         "parameter 'baseline: file' wants the file's name in 'baseline_file'");
  }
  const NpyFile array = read_npy_file(file, "baseline_file");
  const arma::uword features = inputs.n_rows;
  if (array.values.n_elem == features) return {arma::fmat(array.values), false};
  if (array.values.n_elem == inputs.n_elem && array.shape.front() == inputs.n_cols) {
    return {arma::reshape(array.values, features, inputs.n_cols), true};
  }
  throw ParameterError("baseline_file",
                       fmt::format("'{}' must hold one baseline of {} or one for each of the {} "
                                   "samples; found an array of {}",
                                   file, to_string(shape), inputs.n_cols, to_string(array.shape)));
}

Baselines from_data(const Settings& settings, const arma::fmat& inputs, const Shape& shape,
                    const Reference& reference) {
  if (settings.baseline_file.empty()) return {reference.random_items(settings.background), false};
  const NpyFile array = read_npy_file(settings.baseline_file, "baseline_file");
  const arma::uword features = inputs.n_rows;
  if (array.values.is_empty() || array.values.n_elem % features != 0) {
    throw ParameterError(
        "baseline_file",
        fmt::format("'{}' must hold baselines of {}; found an array of {}", settings.baseline_file,
                    to_string(shape), to_string(array.shape)));
  }
  return {arma::reshape(array.values, features, array.values.n_elem / features), false};
}

// Weights of whole pixels at distance 0, 1, ...; three sigma hold 99.7 %.
std::vector<double> gaussian(double sigma) {
  std::vector<double> weights{1};
  double sum = 1;
  for (int distance = 1; distance <= static_cast<int>(std::ceil(3 * sigma)); ++distance) {
    weights.push_back(std::exp(-0.5 * distance * distance / (sigma * sigma)));
    sum += 2 * weights.back();
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

// One line of n values `step` apart.
void blur_line(float* line, arma::uword n, arma::uword step, const std::vector<double>& weights,
               std::vector<double>& copy) {
  copy.resize(n);
  for (arma::uword i = 0; i < n; ++i) copy[i] = static_cast<double>(line[i * step]);
  const auto last = static_cast<std::ptrdiff_t>(n) - 1;
  for (std::ptrdiff_t i = 0; i <= last; ++i) {
    double sum = weights[0] * copy[static_cast<std::size_t>(i)];
    for (std::size_t d = 1; d < weights.size(); ++d) {
      const auto distance = static_cast<std::ptrdiff_t>(d);
      const std::ptrdiff_t left = std::max<std::ptrdiff_t>(0, i - distance);
      const std::ptrdiff_t right = std::min(last, i + distance);
      sum += weights[d] *
             (copy[static_cast<std::size_t>(left)] + copy[static_cast<std::size_t>(right)]);
    }
    line[static_cast<arma::uword>(i) * step] = static_cast<float>(sum);
  }
}

}  // namespace

std::string baseline_kind(const Settings& settings) {
  if (settings.baseline != "auto") return settings.baseline;
  const bool distribution = settings.method == "expected-gradients" ||
                            settings.method == "gradient-shap" ||
                            settings.method == "deeplift-shap";
  return distribution ? "samples" : "zero";
}

Baselines make_baselines(const Settings& settings, const arma::fmat& inputs, const Shape& shape,
                         const Reference& reference) {
  const std::string kind = baseline_kind(settings);
  if (kind == "mean") return {arma::fmat(reference.mean()), false};
  if (kind == "samples") return from_data(settings, inputs, shape, reference);
  if (kind == "blurred") return {blurred(inputs, shape, settings.baseline_blur), true};
  if (kind == "file") return from_file(settings, inputs, shape);
  arma::fmat constant(inputs.n_rows, 1);
  constant.fill(kind == "constant" ? static_cast<float>(settings.baseline_value) : 0.0F);
  return {std::move(constant), false};
}

arma::fmat blurred(const arma::fmat& inputs, const Shape& shape, double sigma) {
  if (shape.size() < 2) {
    throw ParameterError(
        "baseline", fmt::format("'baseline: blurred' wants pictures, whose last two dimensions "
                                "are height and width; items are {}",
                                to_string(shape)));
  }
  // Channels behind height and width are as many pictures, one value of each after the other.
  const PictureLayout layout = picture_layout(shape);
  const arma::uword step = layout.channels_last ? layout.channels : 1;
  const arma::uword width = layout.channels_last ? layout.width : shape.back();
  const arma::uword height = layout.channels_last ? layout.height : shape[shape.size() - 2];
  const std::vector<double> weights = gaussian(sigma);
  arma::fmat result = inputs;
  std::vector<double> copy;
  const arma::uword row = width * step;
  for (arma::uword number = 0; number < result.n_elem / (height * width); ++number) {
    float* picture = result.memptr() + number / step * height * row + number % step;
    for (arma::uword y = 0; y < height; ++y)
      blur_line(picture + y * row, width, step, weights, copy);
    for (arma::uword x = 0; x < width; ++x) {
      blur_line(picture + x * step, height, row, weights, copy);
    }
  }
  return result;
}

}  // namespace lucarne::saliency
