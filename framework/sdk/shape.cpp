// SPDX-License-Identifier: MIT
#include <lucarne/shape.hpp>

namespace lucarne {

arma::uword n_elements(const Shape& shape) {
  arma::uword count = 1;
  for (const arma::uword size : shape) count *= size;
  return count;
}

std::string to_string(const Shape& shape) {
  if (shape.empty()) return "scalar";
  std::string text;
  for (const arma::uword size : shape) {
    if (!text.empty()) text += " x ";
    text += std::to_string(size);
  }
  return text;
}

PictureSize picture_size(const Shape& shape) {
  if (shape.size() < 2) return {};
  for (std::size_t i = 0; i + 2 < shape.size(); ++i) {
    if (shape[i] != 1) return {};
  }
  return {shape[shape.size() - 2], shape[shape.size() - 1]};
}

}  // namespace lucarne
