// SPDX-License-Identifier: MIT
#include "network/graph.hpp"
#include "network/windows/interpolation.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

constexpr std::int64_t longest_pad = std::int64_t{1} << 31U;

struct Pads {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

/// For each ONNX axis, the batch's first. An attribute up to opset 10, an input since.
std::vector<Pads> read_pads(NodeReader& node, std::size_t rank) {
  std::vector<std::int64_t> given;
  std::vector<std::size_t> axes;
  if (node.opset() < 11) {
    const std::vector<std::int64_t>* list = node.integers("pads");
    if (list == nullptr) node.refuse("attribute 'pads' is missing");
    given = *list;
  } else {
    given = node.integer_constant(1, "pads").integers;
  }
  if (node.has_input(3)) {
    for (const std::int64_t axis : node.integer_constant(3, "axes").integers) {
      axes.push_back(node.onnx_axis(axis, rank));
    }
  } else {
    for (std::size_t axis = 0; axis < rank; ++axis) axes.push_back(axis);
  }
  if (given.size() != 2 * axes.size()) {
    node.refuse(
        fmt::format("{} pads for {} axes; two for each are wanted", given.size(), axes.size()));
  }
  std::vector<Pads> pads(rank);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    pads[axes[i]] = {given[i], given[i + axes.size()]};
  }
  for (const Pads& pad : pads) {
    if (pad.begin <= -longest_pad || pad.begin >= longest_pad || pad.end <= -longest_pad ||
        pad.end >= longest_pad) {
      node.refuse(fmt::format("pads of {} and {} are out of range", pad.begin, pad.end));
    }
  }
  if (pads[0].begin != 0 || pads[0].end != 0) {
    node.refuse("the batch would be padded; only the items can be");
  }
  return pads;
}

/// Where element `at` of an axis of `size`, which may lie beyond it, is taken from.
arma::uword source(const std::string& mode, std::int64_t at, std::int64_t size) {
  if (at < 0 || at >= size) {
    if (mode == "constant") return Tap::outside;
    if (mode == "edge") at = at < 0 ? 0 : size - 1;
    if (mode == "reflect") at = at < 0 ? -at : 2 * (size - 1) - at;
    if (mode == "wrap") at = (at % size + size) % size;
  }
  return static_cast<arma::uword>(at);
}

std::vector<Tap> padded(const NodeReader& node, const std::string& mode, Pads pads,
                        arma::uword elements, std::size_t axis) {
  const auto size = static_cast<std::int64_t>(elements);
  const std::int64_t out = size + pads.begin + pads.end;
  if (out < 1 || out > static_cast<std::int64_t>(largest_item)) {
    node.refuse(fmt::format("pads of {} and {} make axis {} of {} elements {} long", pads.begin,
                            pads.end, axis + 1, size, out));
  }
  if (mode == "reflect" && (pads.begin >= size || pads.end >= size)) {
    node.refuse(fmt::format("pads of {} and {} reflect more than the {} elements of axis {} hold",
                            pads.begin, pads.end, size, axis + 1));
  }
  std::vector<Tap> taps(static_cast<std::size_t>(out));
  for (std::int64_t i = 0; i < out; ++i) {
    taps[static_cast<std::size_t>(i)].first = source(mode, i - pads.begin, size);
  }
  return taps;
}

float pad_value(NodeReader& node) {
  if (node.opset() < 11) return node.real("value", 0);
  if (!node.has_input(2)) return 0;
  const Constant& value = node.float_constant(2, "constant_value");
  if (n_elements(value.shape) == 0) return 0;
  if (n_elements(value.shape) != 1) {
    node.refuse(fmt::format("constant_value has shape {} where one number is wanted",
                            to_string(value.shape)));
  }
  return value.floats[0];
}

std::unique_ptr<Operator> make_pad(NodeReader& node) {
  const bool old = node.opset() < 11;
  node.require_inputs(old ? 1 : 2, old ? 1 : (node.opset() < 18 ? 3 : 4));
  const Shape& in = node.shape(0);
  if (in.empty()) node.refuse("the items have no axis to pad");
  const std::string mode = read_text(node, "mode", "constant");
  if (mode != "constant" && mode != "edge" && mode != "reflect" &&
      !(mode == "wrap" && node.opset() >= 19)) {
    node.refuse(
        fmt::format("mode '{}'; constant, edge, reflect and, since opset 19, wrap are "
                    "supported",
                    mode));
  }
  const std::vector<Pads> pads = read_pads(node, in.size() + 1);
  const float value = pad_value(node);
  std::vector<std::vector<Tap>> axes;
  arma::uword count = 1;
  for (std::size_t axis = 0; axis < in.size(); ++axis) {
    axes.push_back(padded(node, mode, pads[axis + 1], in[axis], axis));
    if (axes.back().size() > largest_item / count) {
      node.refuse(fmt::format("items of more than {} elements would come out", largest_item));
    }
    count *= axes.back().size();
  }
  return resampling_operator(in, std::move(axes), value);
}

}  // namespace

OperatorEntry pad_operator() {
  return {.op = "Pad", .since = 2, .make = make_pad, .takes_infinity = true};
}

}  // namespace lucarne
