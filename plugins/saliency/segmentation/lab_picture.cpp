// SPDX-License-Identifier: MIT
#include "saliency/segmentation/lab_picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace lucarne::saliency {
namespace {

using Triple = std::array<double, 3>;

double linear(double value) {
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double curve(double share) {
  constexpr double delta = 6.0 / 29;
  return share > delta * delta * delta ? std::cbrt(share) : share / (3 * delta * delta) + 4.0 / 29;
}

Triple lab_of(const Triple& rgb) {
  const Triple c{linear(rgb[0]), linear(rgb[1]), linear(rgb[2])};
  const double x = curve((0.412453 * c[0] + 0.357580 * c[1] + 0.180423 * c[2]) / 0.950456);
  const double y = curve(0.212671 * c[0] + 0.715160 * c[1] + 0.072169 * c[2]);
  const double z = curve((0.019334 * c[0] + 0.119193 * c[1] + 0.950227 * c[2]) / 1.088754);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

// To [0, 1] where values lie outside of it; what is no number is black.
arma::vec in_range(const float* values, arma::uword count) {
  arma::vec result(count);
  for (arma::uword i = 0; i < count; ++i) {
    result(i) = std::isfinite(values[i]) ? static_cast<double>(values[i]) : 0;
  }
  const double low = result.min();
  const double high = result.max();
  if (low < 0 || high > 1) {
    const double length = high > low ? high - low : 1;
    result.transform([&](double value) { return (value - low) / length; });
  }
  return result;
}

}  // namespace

LabPicture lab_picture(const Pictures& pictures, arma::uword number) {
  LabPicture lab{pictures.height, pictures.width, {}};
  lab.values.zeros(3, lab.n_pixels());
  const arma::vec values = in_range(pictures.pixels.colptr(number), pictures.pixels.n_rows);
  for (arma::uword pixel = 0; pixel < lab.n_pixels(); ++pixel) {
    if (pictures.channels == 1) {
      lab.values(0, pixel) = 116 * curve(linear(values(pixel))) - 16;
      continue;
    }
    const Triple colour = lab_of({values(3 * pixel), values(3 * pixel + 1), values(3 * pixel + 2)});
    std::ranges::copy(colour, lab.values.colptr(pixel));
  }
  return lab;
}

}  // namespace lucarne::saliency
