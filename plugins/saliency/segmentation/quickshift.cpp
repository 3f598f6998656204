// SPDX-License-Identifier: MIT
#include "saliency/segmentation/quickshift.hpp"

#include "saliency/segmentation/segments.hpp"

#include <algorithm>
#include <cmath>

namespace lucarne::saliency {
namespace {

/// A window's part within the picture, around one pixel.
struct Window {
  arma::uword top, bottom, left, right;  // bottom and right are beyond
};

class Shifter {
 public:
  Shifter(const LabPicture& picture, const QuickshiftSettings& settings)
      : picture_(picture),
        settings_(settings),
        values_(settings.ratio * picture.values),
        radius_(static_cast<arma::uword>(std::ceil(3 * settings.kernel_size))) {}

  arma::uvec segments() {
    find_densities();
    arma::uvec parents(picture_.n_pixels());
    for (arma::uword pixel = 0; pixel < parents.n_elem; ++pixel) parents(pixel) = parent_of(pixel);
    // Links lead to higher densities, and among equal ones to earlier pixels: never in a circle.
    for (arma::uword& parent : parents) {
      while (parents(parent) != parent) parent = parents(parent);
    }
    return numbered_by_first(parents);
  }

 private:
  Window around(arma::uword y, arma::uword x) const {
    return {y > radius_ ? y - radius_ : 0, std::min(y + radius_ + 1, picture_.height),
            x > radius_ ? x - radius_ : 0, std::min(x + radius_ + 1, picture_.width)};
  }

  double squared_distance(arma::uword a, arma::uword b) const {
    const double* p = values_.colptr(a);
    const double* q = values_.colptr(b);
    const auto place = [this](arma::uword pixel) {
      return std::pair(static_cast<double>(pixel / picture_.width),
                       static_cast<double>(pixel % picture_.width));
    };
    const auto [ya, xa] = place(a);
    const auto [yb, xb] = place(b);
    double sum = (ya - yb) * (ya - yb) + (xa - xb) * (xa - xb);
    for (int i = 0; i < 3; ++i) sum += (p[i] - q[i]) * (p[i] - q[i]);
    return sum;
  }

  template <class Visit>
  void visit_around(arma::uword pixel, const Visit& visit) const {
    const Window window = around(pixel / picture_.width, pixel % picture_.width);
    for (arma::uword y = window.top; y < window.bottom; ++y) {
      for (arma::uword x = window.left; x < window.right; ++x) visit(y * picture_.width + x);
    }
  }

  void find_densities() {
    const double scale = -1 / (2 * settings_.kernel_size * settings_.kernel_size);
    densities_.set_size(picture_.n_pixels());
    for (arma::uword pixel = 0; pixel < densities_.n_elem; ++pixel) {
      double sum = 0;
      visit_around(pixel, [&](arma::uword other) {
        sum += std::exp(scale * squared_distance(pixel, other));
      });
      densities_(pixel) = sum;
    }
  }

  arma::uword parent_of(arma::uword pixel) const {
    arma::uword parent = pixel;
    double nearest = settings_.max_dist * settings_.max_dist;
    visit_around(pixel, [&](arma::uword other) {
      const bool higher = densities_(other) > densities_(pixel) ||
                          (densities_(other) == densities_(pixel) && other < pixel);
      if (!higher) return;
      const double distance = squared_distance(pixel, other);
      if (distance > nearest || (distance == nearest && parent != pixel)) return;
      nearest = distance;
      parent = other;
    });
    return parent;
  }

  const LabPicture& picture_;
  QuickshiftSettings settings_;
  arma::mat values_;
  arma::uword radius_;
  arma::vec densities_;
};

}  // namespace

arma::uvec quickshift(const LabPicture& picture, const QuickshiftSettings& settings) {
  return Shifter(picture, settings).segments();
}

}  // namespace lucarne::saliency
