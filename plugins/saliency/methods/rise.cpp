// SPDX-License-Identifier: MIT
#include "saliency/methods/draws.hpp"
#include "saliency/methods/evaluate.hpp"
#include "saliency/methods/input_parts.hpp"

#include <algorithm>
#include <cmath>

namespace lucarne::saliency {
namespace {

constexpr arma::uword usual_masks = 4000;

/// Smooth random masks over the last two dimensions of an item.
class RandomMasks {
 public:
  /// requires: at least two dimensions
  RandomMasks(const Question& question, const Settings& settings, const Shape& shape)
      : random_(question.random), keep_(settings.keep), grid_(settings.grid) {
    width_ = shape.back();
    height_ = shape[shape.size() - 2];
    cell_height_ = (height_ + grid_ - 1) / grid_;
    cell_width_ = (width_ + grid_ - 1) / grid_;
  }

  arma::uword pixels() const { return height_ * width_; }

  /// Mask of one draw of one item, row by row. Cells are present with probability `keep`, pixels
  /// between their corners interpolated, the whole moved by a random part of a cell.
  std::vector<double> mask(std::uint64_t key, arma::uword draw) const {
    const arma::uword side = grid_ + 2;
    const std::uint64_t start = first_draw + draw * (side * side + 2);
    std::vector<double> corners(side * side);
    for (arma::uword i = 0; i < corners.size(); ++i) {
      corners[i] = random_.uniform(key, start + i) < keep_ ? 1 : 0;
    }
    const std::uint64_t down = random_.below(cell_height_, key, start + side * side);
    const std::uint64_t right = random_.below(cell_width_, key, start + side * side + 1);
    std::vector<double> result(pixels());
    for (arma::uword y = 0; y < height_; ++y) {
      const double v = static_cast<double>(y + down) / static_cast<double>(cell_height_);
      const auto row = static_cast<arma::uword>(v);
      const double dv = v - static_cast<double>(row);
      for (arma::uword x = 0; x < width_; ++x) {
        const double u = static_cast<double>(x + right) / static_cast<double>(cell_width_);
        const auto column = static_cast<arma::uword>(u);
        const double du = u - static_cast<double>(column);
        const double* corner = corners.data() + row * side + column;
        const double upper = corner[0] + du * (corner[1] - corner[0]);
        const double lower = corner[side] + du * (corner[side + 1] - corner[side]);
        result[y * width_ + x] = upper + dv * (lower - upper);
      }
    }
    return result;
  }

 private:
  const Random& random_;
  double keep_;
  arma::uword grid_;
  arma::uword height_ = 0;
  arma::uword width_ = 0;
  arma::uword cell_height_ = 0;
  arma::uword cell_width_ = 0;
};

}  // namespace

/// source: Petsiuk, Das, Saenko 2018, arXiv:1806.07421, eq. (6)
Explanation explain_rise(const Question& question, const Settings& settings) {
  const InputPart picture = only_suitable_part(
      question, [](const Shape& shape) { return shape.size() >= 2; },
      "rise wants one input of pictures, whose last two dimensions are height and width; found {}");
  const RandomMasks masks(question, settings, picture.shape);
  const arma::uword n_masked = n_elements(picture.shape);
  const arma::uword draws = draws_or(settings, usual_masks);
  const arma::uword n = question.n_features();
  Explanation explanation;
  explanation.attributions.zeros(n, question.n_items());
  explanation.standard_error.zeros(n, question.n_items());
  for_each_part(question, draws, [&](const Question& part, arma::uword first) {
    const auto fill = [&](arma::uword item, arma::uword draw, float* input) {
      const std::vector<double> mask = masks.mask(part.keys(item), draw);
      const float* x = part.inputs.colptr(item);
      const float* b = part.baselines.of(item, draw % part.baselines.rows());
      std::copy_n(x, n, input);
      for (arma::uword i = 0; i < n_masked; ++i) {
        const double kept = mask[i % masks.pixels()];
        const arma::uword at = picture.first + i;
        input[at] = static_cast<float>(kept * static_cast<double>(x[at]) +
                                       (1 - kept) * static_cast<double>(b[at]));
      }
    };
    const arma::mat outputs = outputs_at(part, draws, fill);
    part.workers.parallel_for(part.n_items(), [&](arma::uword item) {
      arma::mat sums(masks.pixels(), 2, arma::fill::zeros);
      for (arma::uword draw = 0; draw < draws; ++draw) {
        const std::vector<double> mask = masks.mask(part.keys(item), draw);
        for (arma::uword i = 0; i < mask.size(); ++i) {
          const double term = outputs(draw, item) * mask[i] / settings.keep;
          sums(i, 0) += term;
          sums(i, 1) += term * term;
        }
      }
      const Explanation mean =
          mean_with_error(sums.col(0), sums.col(1), static_cast<double>(draws));
      for (arma::uword i = 0; i < n_masked; ++i) {
        const arma::uword pixel = i % masks.pixels();
        explanation.attributions(picture.first + i, first + item) = mean.attributions(pixel);
        explanation.standard_error(picture.first + i, first + item) = mean.standard_error(pixel);
      }
    });
  });
  return explanation;
}

}  // namespace lucarne::saliency
