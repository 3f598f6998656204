// SPDX-License-Identifier: MIT
#include "features/picture.hpp"

#include <algorithm>
#include <cmath>

namespace lucarne::features {
namespace {

constexpr double contrast = 0.25;

// Square root of the covariance of colours in ImageNet, over the largest length of its columns, as
// lucid has it.
arma::mat colours() {
  const arma::mat root{{0.26, 0.09, 0.02}, {0.27, 0.00, -0.05}, {0.27, -0.09, 0.03}};
  return root / std::sqrt(arma::sum(arma::square(root), 0).max());
}

// e^(2 pi i k x / n), k down, x across.
arma::cx_mat waves_of(arma::uword n_frequencies, arma::uword n) {
  arma::cx_mat waves(n_frequencies, n);
  for (arma::uword k = 0; k < n_frequencies; ++k) {
    for (arma::uword x = 0; x < n; ++x) {
      // k x mod n first: sine and cosine of large angles lose digits.
      const auto turn = static_cast<double>(k * x % n) / static_cast<double>(n);
      waves(k, x) = std::polar(1.0, 2 * arma::datum::pi * turn);
    }
  }
  return waves;
}

double frequency(arma::uword k, arma::uword n) {
  const auto turns = static_cast<double>(std::min(k, n - k));
  return turns / static_cast<double>(n);
}

}  // namespace

Canvas canvas_of(const Shape& item_shape) {
  Shape shape = item_shape;
  while (shape.size() > 3 && shape.front() == 1) shape.erase(shape.begin());
  if (shape.size() == 2) shape.insert(shape.begin(), 1);
  if (shape.size() == 3 && shape[0] <= 4 && shape[1] > 1 && shape[2] > 1) {
    return {shape[0], shape[1], shape[2], true};
  }
  return {1, 1, n_elements(item_shape), false};
}

Parametrisation::Parametrisation(const Canvas& canvas, double decay)
    : canvas_(canvas), n_parameters_(canvas.size()) {
  if (!canvas.is_picture) return;
  const arma::uword h = canvas.height;
  const arma::uword w = canvas.width;
  const arma::uword half = w / 2 + 1;
  rows_ = waves_of(h, h);
  columns_ = waves_of(half, w);
  scale_.set_size(h, half);
  const double orthonormal = 1 / std::sqrt(static_cast<double>(canvas.plane()));
  const double least = 1.0 / static_cast<double>(std::max(h, w));
  for (arma::uword u = 0; u < h; ++u) {
    for (arma::uword v = 0; v < half; ++v) {
      const double f = std::hypot(frequency(u, h), frequency(v, w));
      const bool twice = v > 0 && 2 * v != w;
      scale_(u, v) = (twice ? 2 : 1) * std::pow(std::max(f, least), -decay) * orthonormal;
    }
  }
  n_parameters_ = canvas.channels * 2 * h * half;
}

arma::vec Parametrisation::waves(const arma::vec& parameters) const {
  const arma::uword n = scale_.n_elem;
  arma::vec result(canvas_.size());
  for (arma::uword c = 0; c < canvas_.channels; ++c) {
    const arma::vec real = parameters.subvec(2 * c * n, (2 * c + 1) * n - 1);
    const arma::vec imaginary = parameters.subvec((2 * c + 1) * n, (2 * c + 2) * n - 1);
    const arma::cx_mat spectrum(
        arma::mat(arma::reshape(real, scale_.n_rows, scale_.n_cols) % scale_),
        arma::mat(arma::reshape(imaginary, scale_.n_rows, scale_.n_cols) % scale_));
    const arma::cx_mat plane = rows_.st() * spectrum * columns_;
    const arma::mat picture = arma::real(plane).t();
    result.subvec(c * canvas_.plane(), (c + 1) * canvas_.plane() - 1) = arma::vectorise(picture);
  }
  return result;
}

arma::vec Parametrisation::waves_gradient(const arma::vec& of_picture) const {
  const arma::uword n = scale_.n_elem;
  arma::vec result(n_parameters_);
  for (arma::uword c = 0; c < canvas_.channels; ++c) {
    const arma::vec values = of_picture.subvec(c * canvas_.plane(), (c + 1) * canvas_.plane() - 1);
    const arma::mat plane = arma::reshape(values, canvas_.width, canvas_.height).t();
    const arma::cx_mat spectrum =
        arma::conj(rows_) * arma::cx_mat(plane, arma::mat(arma::size(plane), arma::fill::zeros)) *
        columns_.t();
    result.subvec(2 * c * n, (2 * c + 1) * n - 1) =
        arma::vectorise(arma::mat(arma::real(spectrum) % scale_));
    result.subvec((2 * c + 1) * n, (2 * c + 2) * n - 1) =
        arma::vectorise(arma::mat(arma::imag(spectrum) % scale_));
  }
  return result;
}

arma::vec Parametrisation::picture(const arma::vec& parameters) const {
  if (!canvas_.is_picture) return parameters;
  const arma::vec values = contrast * waves(parameters);
  if (canvas_.channels != 3) return values;
  const arma::mat planes = arma::reshape(values, canvas_.plane(), 3) * colours().t();
  return arma::vectorise(planes);
}

arma::vec Parametrisation::gradient(const arma::vec& of_picture) const {
  if (!canvas_.is_picture) return of_picture;
  if (canvas_.channels != 3) return contrast * waves_gradient(of_picture);
  const arma::mat planes = arma::reshape(of_picture, canvas_.plane(), 3) * colours();
  return contrast * waves_gradient(arma::vectorise(planes));
}

}  // namespace lucarne::features
