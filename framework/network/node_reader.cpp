// SPDX-License-Identifier: MIT
#include "network/operators/node_reader.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {

bool Constant::counts_items() const {
  return std::ranges::find(times_batch, true) != times_batch.end();
}

NodeReader::NodeReader(const NodeSpec& spec, std::vector<Input> inputs, int opset,
                       std::optional<arma::uword> batch)
    : spec_(spec), inputs_(std::move(inputs)), opset_(opset), batch_(batch) {}

bool NodeReader::has_input(std::size_t input) const {
  return input < inputs_.size() && !inputs_[input].name.empty();
}

void NodeReader::require_inputs(std::size_t least, std::size_t most) const {
  require_inputs_only(least, most);
  if (n_outputs() != 1) refuse(fmt::format("one output wanted, the node has {}", n_outputs()));
}

void NodeReader::require_inputs_only(std::size_t least, std::size_t most) const {
  if (n_inputs() < least || n_inputs() > most) {
    const std::string wanted =
        least == most ? std::to_string(least) : fmt::format("{} to {}", least, most);
    refuse(fmt::format("{} inputs wanted, the node has {}", wanted, n_inputs()));
  }
}

const Shape& NodeReader::shape(std::size_t input) const {
  if (!has_input(input)) refuse(fmt::format("input {} is missing", input + 1));
  if (inputs_[input].shape == nullptr) {
    refuse(fmt::format(
        "input {}, '{}', is a constant where a tensor that depends on the items is wanted",
        input + 1, inputs_[input].name));
  }
  return *inputs_[input].shape;
}

const BatchPlace& NodeReader::place(std::size_t input) const {
  shape(input);
  return inputs_[input].place;
}

Constant NodeReader::onnx_shape(std::size_t input) const {
  const Shape& item = shape(input);
  const BatchPlace& batch_place = inputs_[input].place;
  Constant sizes{.integral = true};
  sizes.integers.assign(item.begin(), item.end());
  if (batch_place.exists()) {
    const auto at = static_cast<std::ptrdiff_t>(batch_place.axis);
    if (!batch_place.merged) sizes.integers.insert(sizes.integers.begin() + at, 1);
    sizes.times_batch.assign(sizes.integers.size(), false);
    sizes.times_batch[batch_place.axis] = true;
  }
  sizes.shape = {sizes.integers.size()};
  return sizes;
}

ElementKind NodeReader::kind(std::size_t input) const {
  const Input& read = inputs_[input];
  return read.constant == nullptr ? read.kind : read.constant->kind();
}

bool NodeReader::beside_integers() const {
  return std::ranges::any_of(inputs_, [](const Input& input) {
    return input.shape != nullptr && input.kind != ElementKind::floats;
  });
}

const Constant* NodeReader::constant(std::size_t input) const {
  return has_input(input) ? inputs_[input].constant : nullptr;
}

const Constant& NodeReader::constant_of(std::size_t input, std::string_view what,
                                        bool integral) const {
  if (!has_input(input)) refuse(fmt::format("input {}, {}, is missing", input + 1, what));
  const Constant* found = inputs_[input].constant;
  if (found == nullptr) {
    refuse(fmt::format("{} '{}' is computed from the items; only a constant is supported", what,
                       inputs_[input].name));
  }
  if (found->integral != integral) {
    refuse(fmt::format("{} '{}' holds {}, {} are wanted", what, inputs_[input].name,
                       integral ? "floats" : "integers", integral ? "integers" : "floats"));
  }
  return *found;
}

const Constant& NodeReader::float_constant(std::size_t input, std::string_view what) const {
  return constant_of(input, what, false);
}

const Constant& NodeReader::size_constant(std::size_t input, std::string_view what) const {
  return constant_of(input, what, true);
}

const Constant& NodeReader::integer_constant(std::size_t input, std::string_view what) const {
  const Constant& found = constant_of(input, what, true);
  if (found.counts_items()) {
    refuse(fmt::format("{} '{}' depends on the number of items; a fixed number is wanted", what,
                       inputs_[input].name));
  }
  return found;
}

const Attribute* NodeReader::attribute(const std::string& name) {
  read_.insert(name);
  const auto found = spec_.attributes.find(name);
  return found == spec_.attributes.end() ? nullptr : &found->second;
}

template <class T>
const T* NodeReader::typed(const std::string& name, std::string_view type) {
  const Attribute* found = attribute(name);
  if (found == nullptr) return nullptr;
  const T* value = std::get_if<T>(found);
  if (value == nullptr) refuse(fmt::format("attribute '{}' is not {}", name, type));
  return value;
}

std::int64_t NodeReader::integer(const std::string& attribute, std::int64_t fallback) {
  const std::int64_t* value = typed<std::int64_t>(attribute, "an integer");
  return value == nullptr ? fallback : *value;
}

float NodeReader::real(const std::string& attribute, float fallback) {
  const float* value = typed<float>(attribute, "a float");
  return value == nullptr ? fallback : *value;
}

const std::vector<std::int64_t>* NodeReader::integers(const std::string& attribute) {
  return typed<std::vector<std::int64_t>>(attribute, "a list of integers");
}

std::size_t NodeReader::onnx_axis(std::int64_t axis, std::size_t rank) const {
  const auto limit = static_cast<std::int64_t>(rank);
  if (axis < -limit || axis >= limit) {
    refuse(fmt::format("axis {} is beyond the {} dimensions of its input", axis, rank));
  }
  return static_cast<std::size_t>(axis < 0 ? axis + limit : axis);
}

std::size_t NodeReader::item_axis(std::int64_t axis, const Shape& shape,
                                  const BatchPlace& place) const {
  const std::size_t from_front = onnx_axis(axis, onnx_rank(shape, place));
  if (from_front == place.axis) {
    refuse(fmt::format("axis {} is the batch: the items would depend on one another", axis));
  }
  return place.exists() && !place.merged && from_front > place.axis ? from_front - 1 : from_front;
}

std::size_t NodeReader::item_axis(std::int64_t axis, const Shape& shape) const {
  const auto first =
      std::ranges::find_if(inputs_, [](const Input& input) { return input.shape != nullptr; });
  return item_axis(axis, shape, first == inputs_.end() ? BatchPlace{} : first->place);
}

std::size_t NodeReader::item_axis_of(std::size_t input, std::int64_t axis) const {
  return item_axis(axis, shape(input), inputs_[input].place);
}

void NodeReader::require_batch_before(std::size_t input, std::size_t axis) const {
  const BatchPlace& batch = place(input);
  if (batch.exists() && (batch.merged ? axis <= batch.axis : axis < batch.axis)) {
    refuse("the batch is among the dimensions from its axis on: the items would be mixed");
  }
}

void NodeReader::require_all_read() const {
  for (const auto& [name, value] : spec_.attributes) {
    if (!read_.contains(name)) {
      refuse(fmt::format("attribute '{}' is not supported", name));
    }
  }
}

std::string NodeReader::title() const {
  return fmt::format("node '{}' ({}, opset {})",
                     spec_.name.empty() && !spec_.outputs.empty() ? spec_.outputs[0] : spec_.name,
                     spec_.op, opset_);
}

void NodeReader::refuse(const std::string& message) const {
  throw Error(fmt::format("{}: {}", title(), message));
}

}  // namespace lucarne
