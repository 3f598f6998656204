// SPDX-License-Identifier: MIT
#include "network/windows/window.hpp"

#include "network/graph.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

constexpr arma::uword size_limit = arma::uword{1} << 31U;

AutoPad read_auto_pad(NodeReader& node) {
  const Attribute* attribute = node.attribute("auto_pad");
  if (attribute == nullptr) return AutoPad::none;
  const auto* name = std::get_if<std::string>(attribute);
  if (name == nullptr) node.refuse("attribute 'auto_pad' is not a string");
  if (*name == "NOTSET" || name->empty()) return AutoPad::none;
  if (*name == "VALID") return AutoPad::valid;
  if (*name == "SAME_UPPER") return AutoPad::same_upper;
  if (*name == "SAME_LOWER") return AutoPad::same_lower;
  node.refuse(
      fmt::format("auto_pad '{}'; NOTSET, VALID, SAME_UPPER and SAME_LOWER are supported", *name));
}

// As many outputs as strides fit into the input; the pads that this takes, half on either side.
void pad_to_same(Window& window, std::size_t axis, bool more_at_end) {
  const arma::uword in = window.in[axis];
  const arma::uword stride = window.strides[axis];
  const arma::uword reach = (in + stride - 1) / stride * stride - stride + window.extent(axis);
  const arma::uword total = std::max(reach, in) - in;
  window.begin[axis] = more_at_end ? total / 2 : total - total / 2;
  window.end[axis] = total - window.begin[axis];
}

}  // namespace

Shape read_sizes(NodeReader& node, const std::string& attribute, std::size_t n,
                 arma::uword fallback, arma::uword least) {
  const Attribute* found = node.attribute(attribute);
  if (found == nullptr) return Shape(n, fallback);
  const auto* values = std::get_if<std::vector<std::int64_t>>(found);
  if (values == nullptr) {
    node.refuse(fmt::format("attribute '{}' is not a list of integers", attribute));
  }
  if (values->size() != n) {
    node.refuse(fmt::format("attribute '{}' has {} numbers where {} are wanted", attribute,
                            values->size(), n));
  }
  Shape sizes;
  for (const std::int64_t value : *values) {
    if (value < static_cast<std::int64_t>(least) ||
        value >= static_cast<std::int64_t>(size_limit)) {
      node.refuse(fmt::format("attribute '{}' holds {}; {} to {} are supported", attribute, value,
                              least, size_limit - 1));
    }
    sizes.push_back(static_cast<arma::uword>(value));
  }
  return sizes;
}

WindowAttributes read_window_attributes(NodeReader& node, std::size_t n_axes) {
  WindowAttributes read;
  read.strides = read_sizes(node, "strides", n_axes, 1, 1);
  read.dilations = read_sizes(node, "dilations", n_axes, 1, 1);
  const Shape pads = read_sizes(node, "pads", 2 * n_axes, 0, 0);
  const auto middle = pads.begin() + static_cast<std::ptrdiff_t>(n_axes);
  read.begin.assign(pads.begin(), middle);
  read.end.assign(middle, pads.end());
  read.auto_pad = read_auto_pad(node);
  if (read.auto_pad != AutoPad::none &&
      std::ranges::any_of(pads, [](auto pad) { return pad > 0; })) {
    node.refuse("both pads and an auto_pad; export the network with one of them");
  }
  return read;
}

Window read_window(NodeReader& node, const Shape& in, const Shape& kernel, bool rounds_up) {
  WindowAttributes read = read_window_attributes(node, in.size());
  Window window{.in = in,
                .out = {},
                .kernel = kernel,
                .strides = std::move(read.strides),
                .dilations = std::move(read.dilations),
                .begin = std::move(read.begin),
                .end = std::move(read.end)};
  for (std::size_t axis = 0; axis < in.size(); ++axis) {
    const bool upper = read.auto_pad == AutoPad::same_upper;
    if (upper || read.auto_pad == AutoPad::same_lower) pad_to_same(window, axis, upper);
    const arma::uword padded = in[axis] + window.begin[axis] + window.end[axis];
    if (padded < window.extent(axis)) {
      node.refuse(
          fmt::format("a kernel that spans {} does not fit into axis {} of the items: {} "
                      "with its pads",
                      window.extent(axis), axis + 1, padded));
    }
    const arma::uword stride = window.strides[axis];
    const arma::uword steps = padded - window.extent(axis);
    arma::uword out = (rounds_up ? steps + stride - 1 : steps) / stride + 1;
    if (rounds_up && (out - 1) * stride >= in[axis] + window.begin[axis]) --out;
    window.out.push_back(out);
  }
  return window;
}

Shape spatial_axes(const NodeReader& node, const Shape& item) {
  if (item.size() < 2 || item.size() > 4) {
    node.refuse(fmt::format("items of shape {}; channels and 1 to 3 axes after them are supported",
                            to_string(item)));
  }
  return {item.begin() + 1, item.end()};
}

Shape with_channels(const NodeReader& node, arma::uword channels, const Shape& sizes) {
  Shape shape{channels};
  arma::uword count = channels;
  for (const arma::uword size : sizes) {
    shape.push_back(size);
    if (size > largest_item / count) {
      node.refuse(fmt::format("items of more than {} elements would come out", largest_item));
    }
    count *= size;
  }
  return shape;
}

}  // namespace lucarne
