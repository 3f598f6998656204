// SPDX-License-Identifier: MIT
#pragma once

#include "network/element_kind.hpp"

#include <lucarne/shape.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace lucarne {

/// A tensor that does not depend on the items: an initialiser, or what a Constant node holds.
struct Constant {
  Shape shape = {};       ///< all dimensions; empty for a scalar
  bool integral = false;  ///< which of the two below holds the elements, in C order
  arma::fvec floats = {};
  std::vector<std::int64_t> integers = {};
  bool boolean = false;  ///< the integers are 0 and 1, and ONNX calls them bool
  /// Which of the integers count items: element i is integers[i] times the number of items, known
  /// only when the network runs. Empty where none is.
  std::vector<bool> times_batch = {};

  bool counts_items(std::size_t i) const { return !times_batch.empty() && times_batch[i]; }
  /// Any of its elements does.
  bool counts_items() const;

  ElementKind kind() const {
    if (!integral) return ElementKind::floats;
    return boolean ? ElementKind::booleans : ElementKind::integers;
  }
};

using Attribute = std::variant<std::int64_t, float, std::string, std::vector<std::int64_t>,
                               std::vector<float>, Constant>;

/// One node as ONNX describes it. An empty input or output name is an optional one left out.
struct NodeSpec {
  std::string name;
  std::string op;
  std::vector<std::string> inputs = {};
  std::vector<std::string> outputs = {};
  std::map<std::string, Attribute> attributes = {};
};

/// A tensor that the network is fed.
struct GraphInput {
  std::string name;
  Shape shape;  ///< of one item
  ElementKind kind = ElementKind::floats;
};

/// A network as ONNX describes it, before anything is checked: what build_graph() makes a graph of.
struct GraphSpec {
  int opset = 13;
  std::vector<GraphInput> inputs;
  std::optional<arma::uword> batch;  ///< where the file fixes the number of items
  std::vector<std::string> outputs = {};
  std::map<std::string, Constant> constants;
  std::vector<NodeSpec> nodes;  ///< in any order
  std::map<std::string, std::string> metadata;
};

}  // namespace lucarne
