// SPDX-License-Identifier: MIT
#include "network/windows/interpolation.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

bool holds_numbers(const NodeReader& node, std::size_t input) {
  const Constant* constant = node.constant(input);
  // One that depends on the items is refused where it is read.
  return node.has_input(input) && (constant == nullptr || n_elements(constant->shape) > 0);
}

Interpolation read_interpolation(NodeReader& node) {
  Interpolation how{.linear = read_linear(node)};
  if (node.opset() < 11) return how;
  how.coordinates = read_text(node, "coordinate_transformation_mode", "half_pixel");
  if (!knows_coordinates(how.coordinates, node.opset())) {
    node.refuse(
        fmt::format("coordinate_transformation_mode '{}' is not supported", how.coordinates));
  }
  how.nearest = read_text(node, "nearest_mode", "round_prefer_floor");
  if (!knows_nearest(how.nearest)) {
    node.refuse(fmt::format("nearest_mode '{}' is not supported", how.nearest));
  }
  // These are for modes that are refused.
  node.real("cubic_coeff_a", 0);
  node.real("extrapolation_value", 0);
  if (node.integer("exclude_outside", 0) != 0) node.refuse("exclude_outside=1 is not supported");
  if (node.integer("antialias", 0) != 0) node.refuse("antialias=1 is not supported");
  const std::string policy = read_text(node, "keep_aspect_ratio_policy", "stretch");
  if (policy != "stretch") {
    node.refuse(fmt::format("keep_aspect_ratio_policy '{}'; stretch is supported", policy));
  }
  return how;
}

/// The ONNX axes that scales or sizes are of, the batch's being 0.
std::vector<std::size_t> read_axes(NodeReader& node, std::size_t rank, std::size_t n_given) {
  std::vector<std::size_t> axes;
  if (const std::vector<std::int64_t>* given = node.integers("axes")) {
    for (const std::int64_t axis : *given) axes.push_back(node.onnx_axis(axis, rank));
  } else {
    for (std::size_t axis = 0; axis < rank; ++axis) axes.push_back(axis);
  }
  if (axes.size() != n_given) {
    node.refuse(fmt::format("{} scales or sizes for {} axes", n_given, axes.size()));
  }
  return axes;
}

Shape read_wanted_sizes(NodeReader& node, std::size_t input) {
  Shape wanted = node.shape(0);
  const Constant& sizes = node.size_constant(input, "sizes");
  const std::vector<std::size_t> axes = read_axes(node, wanted.size() + 1, sizes.integers.size());
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::int64_t size = sizes.integers[i];
    if (axes[i] == 0) {
      const bool kept = sizes.counts_items(i)
                            ? size == 1
                            : node.batch() && size == static_cast<std::int64_t>(*node.batch());
      if (!kept) node.refuse("the sizes do not keep the batch; export the network with scales");
      continue;
    }
    if (sizes.counts_items(i) || size < 1) {
      node.refuse(fmt::format("a size of {} is wanted along axis {}",
                              sizes.counts_items(i) ? "the batch" : std::to_string(size), axes[i]));
    }
    wanted[axes[i] - 1] = static_cast<arma::uword>(size);
  }
  return wanted;
}

std::unique_ptr<Operator> make_resize(NodeReader& node) {
  const bool old = node.opset() < 11;
  node.require_inputs(old ? 2 : 1, old ? 2 : 4);
  const Interpolation how = read_interpolation(node);
  const std::size_t scales_at = old ? 1 : 2;
  const bool has_scales = holds_numbers(node, scales_at);
  const bool has_sizes = !old && holds_numbers(node, 3);
  if (has_scales == has_sizes) node.refuse("either scales or sizes are wanted");
  if (has_sizes) return make_interpolation(node, how, {}, read_wanted_sizes(node, 3));
  const arma::fvec& given = node.float_constant(scales_at, "scales").floats;
  const std::size_t rank = node.shape(0).size() + 1;
  std::vector<float> scales(rank, 1.0F);
  const std::vector<std::size_t> axes = read_axes(node, rank, given.n_elem);
  for (std::size_t i = 0; i < axes.size(); ++i) scales[axes[i]] = given[i];
  return make_interpolation(node, how, scales, {});
}

}  // namespace

OperatorEntry resize_operator() { return {.op = "Resize", .since = 10, .make = make_resize}; }

}  // namespace lucarne
