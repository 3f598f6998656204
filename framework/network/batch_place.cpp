// SPDX-License-Identifier: MIT
#include "network/batch_place.hpp"

#include <fmt/format.h>

#include <vector>

namespace lucarne {

std::size_t onnx_rank(const Shape& item, const BatchPlace& place) {
  return item.size() + (place.exists() && !place.merged ? 1 : 0);
}

arma::uword batch_stride(const Shape& item, const BatchPlace& place) {
  const auto first = item.begin() + static_cast<std::ptrdiff_t>(place.axis);
  const arma::uword elements = n_elements(Shape(first, item.end()));
  return place.merged ? elements / place.outer : elements;
}

std::string onnx_shape_text(const Shape& item, const BatchPlace& place) {
  std::vector<std::string> sizes;
  for (const arma::uword size : item) sizes.push_back(std::to_string(size));
  if (place.exists() && place.merged) {
    sizes[place.axis] = fmt::format("(batch x {})", sizes[place.axis]);
  } else if (place.exists()) {
    sizes.insert(sizes.begin() + static_cast<std::ptrdiff_t>(place.axis), "batch");
  }
  std::string text;
  for (const std::string& size : sizes) text += (text.empty() ? "" : " x ") + size;
  return text.empty() ? "scalar" : text;
}

}  // namespace lucarne
