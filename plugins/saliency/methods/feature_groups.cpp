// SPDX-License-Identifier: MIT
#include "saliency/methods/feature_groups.hpp"

#include <lucarne/error.hpp>
#include <lucarne/npy_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace lucarne::saliency {
namespace {

// Side of the grid of blocks where nothing is said: 49 groups of an MNIST digit.
constexpr arma::uword usual_grid = 7;

arma::umat from_mask(const std::string& file, const Shape& shape, arma::uword n_items) {
  const NpyFile mask = read_npy_file(file, "mask_file");
  const arma::uword features = n_elements(shape);
  const bool one = mask.values.n_elem == features;
  if (!one && mask.values.n_elem != features * n_items) {
    throw ParameterError("mask_file",
                         fmt::format("'{}' must hold one mask of {} or one for each of the {} "
                                     "samples; found an array of {}",
                                     file, to_string(shape), n_items, to_string(mask.shape)));
  }
  arma::umat groups(features, one ? 1 : n_items);
  for (arma::uword i = 0; i < groups.n_elem; ++i) {
    const float value = mask.values(i);
    if (value < 0 || value != std::floor(value) || value > 1e6F) {
      throw ParameterError(
          "mask_file", fmt::format("'{}' must hold group numbers from 0; found {}", file, value));
    }
    groups(i) = static_cast<arma::uword>(value);
  }
  return without_gaps(groups);
}

// Group of every feature where the item is cut into blocks of these sizes.
arma::umat in_blocks(const Shape& block, const Shape& shape) {
  arma::umat groups(n_elements(shape), 1);
  for (arma::uword feature = 0; feature < groups.n_elem; ++feature) {
    arma::uword rest = feature;
    arma::uword group = 0;
    arma::uword stride = 1;
    for (std::size_t dimension = shape.size(); dimension-- > 0;) {
      const arma::uword position = rest % shape[dimension];
      rest /= shape[dimension];
      group += position / block[dimension] * stride;
      stride *= (shape[dimension] + block[dimension] - 1) / block[dimension];
    }
    groups(feature) = group;
  }
  return groups;
}

// Which dimension is the height of a picture, the next being its width: the last but one, unless
// the channels are the last.
std::size_t height_dimension(const Shape& shape) {
  return shape.size() - (picture_layout(shape).channels_last ? 3 : 2);
}

// Pictures are cut into a grid, other items into single features.
Shape usual_block(const Settings& settings, const Shape& shape) {
  Shape block(shape.size(), 1);
  if (shape.size() < 2 || settings.method == "feature-ablation") return block;
  block = shape;
  const std::size_t height = height_dimension(shape);
  for (std::size_t d = height; d < height + 2; ++d) {
    block[d] = (shape[d] + usual_grid - 1) / usual_grid;
  }
  return block;
}

}  // namespace

bool uses_groups(const Settings& settings) {
  constexpr std::string_view methods[] = {"lime", "kernel-shap", "shapley", "shapley-sampling",
                                          "feature-ablation"};
  return std::ranges::find(methods, settings.method) != std::end(methods);
}

bool leaves_out_features(const Settings& settings) {
  return uses_groups(settings) || settings.method == "occlusion" || settings.method == "rise";
}

arma::umat make_groups(const Settings& settings, const Shape& shape, arma::uword n_items) {
  if (settings.segments == "file" && settings.mask_file.empty()) {
    throw ParameterError("segments", "'segments: file' wants the NPY file in 'mask_file'");
  }
  if (!settings.mask_file.empty()) return from_mask(settings.mask_file, shape, n_items);
  if (settings.block.empty()) return in_blocks(usual_block(settings, shape), shape);
  return in_blocks(window_over(settings.block, shape, "block"), shape);
}

arma::umat without_gaps(const arma::umat& groups) {
  arma::umat result = groups;
  for (arma::uword column = 0; column < groups.n_cols; ++column) {
    std::map<arma::uword, arma::uword> numbers;
    for (const arma::uword group : groups.col(column)) numbers[group] = 0;
    arma::uword next = 0;
    for (auto& [group, number] : numbers) number = next++;
    for (arma::uword i = 0; i < groups.n_rows; ++i) {
      result(i, column) = numbers[groups(i, column)];
    }
  }
  return result;
}

arma::fmat group_means(const arma::fmat& inputs, const arma::umat& groups,
                       const PictureLayout& layout) {
  const arma::uword channels = layout ? layout.channels : 1;
  const arma::uword plane = inputs.n_rows / channels;
  const auto channel_of = [&](arma::uword feature) {
    return layout.channels_last ? feature % channels : feature / plane;
  };
  arma::fmat means(arma::size(inputs));
  for (arma::uword item = 0; item < inputs.n_cols; ++item) {
    const arma::uvec of_item = groups.col(groups.n_cols == 1 ? 0 : item);
    arma::mat sums(of_item.max() + 1, channels, arma::fill::zeros);
    arma::mat counts = sums;
    for (arma::uword i = 0; i < inputs.n_rows; ++i) {
      sums(of_item(i), channel_of(i)) += static_cast<double>(inputs(i, item));
      counts(of_item(i), channel_of(i)) += 1;
    }
    for (arma::uword i = 0; i < inputs.n_rows; ++i) {
      means(i, item) =
          static_cast<float>(sums(of_item(i), channel_of(i)) / counts(of_item(i), channel_of(i)));
    }
  }
  return means;
}

ItemGroups groups_of(const Question& question, arma::uword item) {
  const arma::uword column = question.groups.n_cols == 1 ? 0 : item;
  return {question.groups.colptr(column), question.groups.col(column).max() + 1};
}

Shape window_over(const std::vector<std::int64_t>& sizes, const Shape& shape,
                  const std::string& parameter) {
  std::vector<std::int64_t> last = sizes;
  if (last.size() == 1 && shape.size() > 1) {
    last.push_back(last.front());
    // Channels behind height and width are covered whole.
    if (picture_layout(shape).channels_last) {
      last.push_back(static_cast<std::int64_t>(shape.back()));
    }
  }
  if (last.empty() || last.size() > shape.size()) {
    throw ParameterError(parameter,
                         fmt::format("parameter '{}' must hold 1 to {} sizes, for the last "
                                     "dimensions of items of {}; found {}",
                                     parameter, shape.size(), to_string(shape), sizes.size()));
  }
  Shape window = shape;
  const std::size_t first = shape.size() - last.size();
  for (std::size_t i = 0; i < last.size(); ++i) {
    if (last[i] < 1) {
      throw ParameterError(parameter, fmt::format("parameter '{}' must hold sizes of at least 1; "
                                                  "found {}",
                                                  parameter, last[i]));
    }
    window[first + i] = std::min(static_cast<arma::uword>(last[i]), shape[first + i]);
  }
  return window;
}

}  // namespace lucarne::saliency
