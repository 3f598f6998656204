// SPDX-License-Identifier: MIT
#include "network/windows/interpolation.hpp"

#include "network/graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

// In float32, as runtimes compute it: in double, 1 / 0.33333334F would fall short of 3.
float place(const std::string& coordinates, arma::uword output, arma::uword size, arma::uword out,
            float scale) {
  const auto x = static_cast<float>(output);
  const auto n = static_cast<float>(size);
  const auto m = static_cast<float>(out);
  if (coordinates == "asymmetric") return x / scale;
  if (coordinates == "align_corners") return out == 1 ? 0.0F : x * (n - 1) / (m - 1);
  if (coordinates == "pytorch_half_pixel" && out == 1) return 0.0F;
  if (coordinates == "tf_half_pixel_for_nn") return (x + 0.5F) / scale;
  float shift = 0;
  if (coordinates == "half_pixel_symmetric") shift = n / 2 * (1 - m / (scale * n));
  return shift + (x + 0.5F) / scale - 0.5F;
}

float rounded(const std::string& nearest, float x) {
  if (nearest == "floor") return std::floor(x);
  if (nearest == "ceil") return std::ceil(x);
  if (nearest == "round_prefer_ceil") return std::floor(x + 0.5F);
  return std::ceil(x - 0.5F);
}

arma::uword scaled_size(const NodeReader& node, std::size_t axis, arma::uword size, float scale) {
  const float wanted = std::floor(static_cast<float>(size) * scale);
  if (!(scale > 0) || !(wanted >= 1) || wanted > static_cast<float>(largest_item)) {
    node.refuse(
        fmt::format("axis {} of {} elements cannot be scaled by {}", axis + 1, size, scale));
  }
  return static_cast<arma::uword>(wanted);
}

}  // namespace

std::vector<Tap> interpolate(const Interpolation& how, arma::uword size, arma::uword out,
                             float scale) {
  std::vector<Tap> taps(out);
  const auto last = static_cast<float>(size - 1);
  for (arma::uword output = 0; output < out; ++output) {
    const float x = place(how.coordinates, output, size, out, scale);
    if (!how.linear) {
      const float nearest = std::clamp(rounded(how.nearest, x), 0.0F, last);
      taps[output].first = static_cast<arma::uword>(nearest);
      continue;
    }
    const float inside = std::clamp(x, 0.0F, last);
    const auto first = static_cast<arma::uword>(inside);
    taps[output] = {.first = first,
                    .second = std::min(first + 1, size - 1),
                    .share = static_cast<double>(inside - static_cast<float>(first))};
  }
  return taps;
}

bool knows_coordinates(const std::string& name, int opset) {
  return name == "half_pixel" || name == "asymmetric" || name == "align_corners" ||
         name == "pytorch_half_pixel" || (name == "half_pixel_symmetric" && opset >= 19) ||
         (name == "tf_half_pixel_for_nn" && opset < 13);
}

bool knows_nearest(const std::string& name) {
  return name == "round_prefer_floor" || name == "round_prefer_ceil" || name == "floor" ||
         name == "ceil";
}

std::string read_text(NodeReader& node, const std::string& attribute, const std::string& fallback) {
  const Attribute* found = node.attribute(attribute);
  if (found == nullptr) return fallback;
  const auto* text = std::get_if<std::string>(found);
  if (text == nullptr) node.refuse(fmt::format("attribute '{}' is not a string", attribute));
  return *text;
}

bool read_linear(NodeReader& node) {
  const std::string mode = read_text(node, "mode", "nearest");
  if (mode != "nearest" && mode != "linear") {
    node.refuse(fmt::format("mode '{}'; nearest and linear are supported", mode));
  }
  return mode == "linear";
}

std::unique_ptr<Operator> make_interpolation(const NodeReader& node, const Interpolation& how,
                                             const std::vector<float>& scales, const Shape& sizes) {
  const Shape& in = node.shape(0);
  if (in.empty()) node.refuse("the items have no axis to resize");
  if (sizes.empty() && scales.size() != in.size() + 1) {
    node.refuse(fmt::format("{} scales for {} axes", scales.size(), in.size() + 1));
  }
  if (sizes.empty() && scales[0] != 1.0F) {
    node.refuse(fmt::format("the batch would be scaled by {}; only the items can be", scales[0]));
  }
  Shape out;
  arma::uword count = 1;
  std::vector<float> used;
  for (std::size_t axis = 0; axis < in.size(); ++axis) {
    used.push_back(sizes.empty() ? scales[axis + 1]
                                 : static_cast<float>(sizes[axis]) / static_cast<float>(in[axis]));
    out.push_back(sizes.empty() ? scaled_size(node, axis, in[axis], used.back()) : sizes[axis]);
    if (out.back() == 0 || out.back() > largest_item / count) {
      node.refuse(fmt::format("items of shape {} cannot be made {}; 1 to {} elements are supported",
                              to_string(in), to_string(out), largest_item));
    }
    count *= out.back();
  }
  std::vector<std::vector<Tap>> axes;
  for (std::size_t axis = 0; axis < in.size(); ++axis) {
    const bool same = out[axis] == in[axis] && used[axis] == 1.0F;
    axes.push_back(same ? unchanged(in[axis]) : interpolate(how, in[axis], out[axis], used[axis]));
  }
  return resampling_operator(in, std::move(axes));
}

}  // namespace lucarne
