// SPDX-License-Identifier: MIT
#include "saliency/segmentation/slic.hpp"

#include "saliency/segmentation/segments.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lucarne::saliency {
namespace {

constexpr int rounds = 10;

/// Centres as columns: three colours, then row and column.
arma::mat grid_centres(const LabPicture& picture, double step) {
  const auto along = [step](arma::uword length) {
    return std::max<arma::uword>(
        1, static_cast<arma::uword>(std::llround(static_cast<double>(length) / step)));
  };
  const arma::uword rows = along(picture.height);
  const arma::uword columns = along(picture.width);
  arma::mat centres(5, rows * columns);
  for (arma::uword i = 0; i < centres.n_cols; ++i) {
    // In the middle of the i-th of equal parts.
    const arma::uword y = (2 * (i / columns) + 1) * picture.height / (2 * rows);
    const arma::uword x = (2 * (i % columns) + 1) * picture.width / (2 * columns);
    centres.col(i).head(3) = picture.values.col(y * picture.width + x);
    centres(3, i) = static_cast<double>(y);
    centres(4, i) = static_cast<double>(x);
  }
  return centres;
}

class Clustering {
 public:
  Clustering(const LabPicture& picture, const SlicSettings& settings)
      : picture_(picture),
        step_(std::max(1.0, std::sqrt(static_cast<double>(picture.n_pixels()) /
                                      static_cast<double>(settings.n_segments)))),
        weight_(settings.compactness * settings.compactness / (step_ * step_)),
        centres_(grid_centres(picture, step_)),
        nearest_(picture.n_pixels(), arma::fill::zeros) {}

  arma::uvec segments() {
    for (int round = 0; round < rounds; ++round) {
      assign();
      move_centres();
    }
    return joined(nearest_);
  }

 private:
  void assign() {
    arma::vec best(nearest_.n_elem);
    best.fill(std::numeric_limits<double>::infinity());
    const double reach = 2 * step_;
    for (arma::uword k = 0; k < centres_.n_cols; ++k) {
      const double* centre = centres_.colptr(k);
      const auto from = [reach](double middle) {
        return static_cast<arma::uword>(std::max(0.0, std::floor(middle - reach)));
      };
      const auto to = [reach](double middle, arma::uword length) {
        return static_cast<arma::uword>(
            std::min(static_cast<double>(length), std::floor(middle + reach) + 1));
      };
      for (arma::uword y = from(centre[3]); y < to(centre[3], picture_.height); ++y) {
        for (arma::uword x = from(centre[4]); x < to(centre[4], picture_.width); ++x) {
          const arma::uword pixel = y * picture_.width + x;
          const double distance = distance_to(centre, pixel, y, x);
          if (distance >= best(pixel)) continue;
          best(pixel) = distance;
          nearest_(pixel) = k;
        }
      }
    }
  }

  double distance_to(const double* centre, arma::uword pixel, arma::uword y, arma::uword x) const {
    const double* colour = picture_.values.colptr(pixel);
    const double dy = static_cast<double>(y) - centre[3];
    const double dx = static_cast<double>(x) - centre[4];
    double sum = weight_ * (dy * dy + dx * dx);
    for (int i = 0; i < 3; ++i) sum += (colour[i] - centre[i]) * (colour[i] - centre[i]);
    return sum;
  }

  void move_centres() {
    arma::mat sums(5, centres_.n_cols, arma::fill::zeros);
    arma::vec counts(centres_.n_cols, arma::fill::zeros);
    for (arma::uword pixel = 0; pixel < nearest_.n_elem; ++pixel) {
      const arma::uword k = nearest_(pixel);
      for (arma::uword i = 0; i < 3; ++i) sums(i, k) += picture_.values(i, pixel);
      sums(3, k) += static_cast<double>(pixel / picture_.width);
      sums(4, k) += static_cast<double>(pixel % picture_.width);
      counts(k) += 1;
    }
    for (arma::uword k = 0; k < centres_.n_cols; ++k) {
      if (counts(k) > 0) centres_.col(k) = sums.col(k) / counts(k);
    }
  }

  // Connected parts, the small ones joined to the part before their first pixel.
  arma::uvec joined(const arma::uvec& clusters) const {
    const arma::uvec parts = connected_parts(clusters, picture_.height, picture_.width);
    const arma::uword n_parts = parts.max() + 1;
    arma::uvec sizes(n_parts, arma::fill::zeros);
    arma::uvec first(n_parts);
    for (arma::uword pixel = parts.n_elem; pixel-- > 0;) {
      ++sizes(parts(pixel));
      first(parts(pixel)) = pixel;
    }
    const double smallest = step_ * step_ / 2;
    arma::uvec owner = arma::regspace<arma::uvec>(0, 1, n_parts - 1);
    // Parts are numbered by their first pixels: what lies above or at the left is settled already.
    for (arma::uword part = 1; part < n_parts; ++part) {
      if (static_cast<double>(sizes(part)) >= smallest) continue;
      const arma::uword pixel = first(part);
      const arma::uword before = pixel % picture_.width > 0 ? pixel - 1 : pixel - picture_.width;
      owner(part) = owner(parts(before));
    }
    return numbered_by_first(owner.elem(parts));
  }

  const LabPicture& picture_;
  double step_;
  double weight_;
  arma::mat centres_;
  arma::uvec nearest_;
};

}  // namespace

arma::uvec slic(const LabPicture& picture, const SlicSettings& settings) {
  return Clustering(picture, settings).segments();
}

}  // namespace lucarne::saliency
