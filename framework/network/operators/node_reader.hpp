// SPDX-License-Identifier: MIT
#pragma once

#include "network/batch_place.hpp"
#include "network/graph_spec.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lucarne {

/// A node as its operator reads it, once, when the graph is made: attributes, constants, the shapes
/// of what it is fed. Every refusal names the node, its operator and the opset.
class NodeReader {
 public:
  /// One input: a constant, the shape of one item's tensor, or (both empty) left out.
  struct Input {
    std::string name;
    const Constant* constant = nullptr;
    const Shape* shape = nullptr;
    BatchPlace place = {};  ///< of the shape
    ElementKind kind = ElementKind::floats;
  };

  /// All references must outlive the reader.
  NodeReader(const NodeSpec& spec, std::vector<Input> inputs, int opset,
             std::optional<arma::uword> batch);

  int opset() const { return opset_; }
  /// Number of items where the file fixes it.
  std::optional<arma::uword> batch() const { return batch_; }

  std::size_t n_inputs() const { return inputs_.size(); }
  std::size_t n_outputs() const { return spec_.outputs.size(); }
  bool has_input(std::size_t input) const;

  /// throws: Error unless the node has `least` to `most` inputs, and one output
  void require_inputs(std::size_t least, std::size_t most) const;
  /// throws: Error unless the node has `least` to `most` inputs; any number of outputs
  void require_inputs_only(std::size_t least, std::size_t most) const;

  /// Shape of one item of an input that depends on the items.
  /// throws: Error where it is a constant or left out
  const Shape& shape(std::size_t input) const;

  /// Where the batch stands in such an input.
  /// throws: Error where it is a constant or left out
  const BatchPlace& place(std::size_t input) const;
  /// All sizes of such an input as ONNX sees them, that of the batch counting items.
  Constant onnx_shape(std::size_t input) const;

  /// What the elements of an input are. requires: it is not left out
  ElementKind kind(std::size_t input) const;
  /// Any of the tensors that depend on the items holds integers or booleans.
  bool beside_integers() const;

  /// nullptr where it depends on the items or is left out.
  const Constant* constant(std::size_t input) const;
  /// throws: Error where it is no constant, or not of float elements
  const Constant& float_constant(std::size_t input, std::string_view what) const;
  /// throws: Error where it is no constant, not of integer elements, or counts items
  const Constant& integer_constant(std::size_t input, std::string_view what) const;
  /// The same, where elements may count items (Constant::times_batch).
  const Constant& size_constant(std::size_t input, std::string_view what) const;

  /// An attribute, or `fallback` where the node does not have it.
  /// throws: Error where it has another type
  std::int64_t integer(const std::string& attribute, std::int64_t fallback);
  float real(const std::string& attribute, float fallback);
  /// nullptr where the node does not have it.
  const std::vector<std::int64_t>* integers(const std::string& attribute);

  /// An attribute of any type; nullptr where the node does not have it.
  const Attribute* attribute(const std::string& name);

  /// An axis of one item's tensor from an ONNX axis, which counts the batch as an axis too, and
  /// from the end where negative: mostly, 1 is the item's axis 0. `shape` is that of one item of
  /// the first input that depends on the items, or of another with its batch at the same place.
  /// throws: Error where it is the batch's own, or beyond the shape
  std::size_t item_axis(std::int64_t axis, const Shape& shape) const;
  /// The same for an input whose batch may stand elsewhere.
  std::size_t item_axis_of(std::size_t input, std::int64_t axis) const;
  /// throws: Error where the batch is among the axes of such an input from the item's `axis` on
  void require_batch_before(std::size_t input, std::size_t axis) const;
  /// An ONNX axis counted from the front, the batch's own among them.
  /// throws: Error where it is beyond `rank` axes
  std::size_t onnx_axis(std::int64_t axis, std::size_t rank) const;

  /// throws: Error naming an attribute that nothing has read: it would be ignored silently
  void require_all_read() const;

  /// "node 'x' (Gemm, opset 13)"
  std::string title() const;
  /// throws: Error "node 'x' (Gemm, opset 13): <message>"
  [[noreturn]] void refuse(const std::string& message) const;

 private:
  const Constant& constant_of(std::size_t input, std::string_view what, bool integral) const;
  std::size_t item_axis(std::int64_t axis, const Shape& shape, const BatchPlace& place) const;
  template <class T>
  const T* typed(const std::string& name, std::string_view type);

  const NodeSpec& spec_;
  std::vector<Input> inputs_;
  int opset_;
  std::optional<arma::uword> batch_;
  std::set<std::string> read_;
};

}  // namespace lucarne
