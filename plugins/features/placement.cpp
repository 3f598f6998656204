// SPDX-License-Identifier: MIT
#include "features/placement.hpp"

#include <array>
#include <cmath>
#include <functional>

namespace lucarne::features {
namespace {

// Calls `use(pixel of the moved picture, pixel of the picture, weight)` for the four neighbours of
// every place that a pixel comes from; pixels beyond the border are not told.
template <class Use>
void for_each_neighbour(const Canvas& canvas, const Placement& placement, const Use& use) {
  const double cosine = std::cos(placement.angle) / placement.scale;
  const double sine = std::sin(placement.angle) / placement.scale;
  const double centre_y = static_cast<double>(canvas.height - 1) / 2;
  const double centre_x = static_cast<double>(canvas.width - 1) / 2;
  const auto height = static_cast<double>(canvas.height);
  const auto width = static_cast<double>(canvas.width);
  for (arma::uword pixel = 0; pixel < canvas.plane(); ++pixel) {
    const double y = static_cast<double>(pixel / canvas.width) - centre_y - placement.down;
    const double x = static_cast<double>(pixel % canvas.width) - centre_x - placement.right;
    const double from_y = centre_y + cosine * y - sine * x;
    const double from_x = centre_x + sine * y + cosine * x;
    const double top = std::floor(from_y);
    const double left = std::floor(from_x);
    for (int corner = 0; corner < 4; ++corner) {
      const double row = top + corner / 2;
      const double column = left + corner % 2;
      if (row < 0 || column < 0 || row >= height || column >= width) continue;
      const double weight = (1 - std::abs(from_y - row)) * (1 - std::abs(from_x - column));
      use(pixel, static_cast<arma::uword>(row) * canvas.width + static_cast<arma::uword>(column),
          weight);
    }
  }
}

}  // namespace

arma::vec moved(const arma::vec& picture, const Canvas& canvas, const Placement& placement,
                double outside) {
  arma::vec result(picture.n_elem);
  result.fill(outside);
  for_each_neighbour(canvas, placement, [&](arma::uword to, arma::uword from, double weight) {
    for (arma::uword i = 0; i < picture.n_elem; i += canvas.plane()) {
      result(i + to) += weight * (picture(i + from) - outside);
    }
  });
  return result;
}

arma::vec moved_gradient(const arma::vec& of_moved, const Canvas& canvas,
                         const Placement& placement) {
  arma::vec result(of_moved.n_elem, arma::fill::zeros);
  for_each_neighbour(canvas, placement, [&](arma::uword to, arma::uword from, double weight) {
    for (arma::uword i = 0; i < of_moved.n_elem; i += canvas.plane()) {
      result(i + from) += weight * of_moved(i + to);
    }
  });
  return result;
}

double add_total_variation(const arma::vec& picture, const Canvas& canvas, double weight,
                           arma::vec& gradient) {
  // Keeps the root from having no derivative where the picture is flat.
  constexpr double flat = 1e-8;
  const double share = weight / static_cast<double>(canvas.size());
  double sum = 0;
  for (arma::uword i = 0; i < picture.n_elem; ++i) {
    const arma::uword pixel = i % canvas.plane();
    const bool has_right = pixel % canvas.width + 1 < canvas.width;
    const bool has_below = pixel + canvas.width < canvas.plane();
    const double right = has_right ? picture(i + 1) - picture(i) : 0;
    const double down = has_below ? picture(i + canvas.width) - picture(i) : 0;
    const double length = std::sqrt(right * right + down * down + flat);
    sum += length;
    gradient(i) -= share * (right + down) / length;
    if (has_right) gradient(i + 1) += share * right / length;
    if (has_below) gradient(i + canvas.width) += share * down / length;
  }
  return share * sum;
}

}  // namespace lucarne::features
