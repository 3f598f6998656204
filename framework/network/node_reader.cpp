// SPDX-License-Identifier: MIT
#include "network/operators/node_reader.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

namespace lucarne {

NodeReader::NodeReader(const NodeSpec& spec, std::vector<Input> inputs, int opset,
                       std::optional<arma::uword> batch)
    : spec_(spec), inputs_(std::move(inputs)), opset_(opset), batch_(batch) {}

bool NodeReader::has_input(std::size_t input) const {
  return input < inputs_.size() && !inputs_[input].name.empty();
}

void NodeReader::require_inputs(std::size_t least, std::size_t most) const {
  if (n_inputs() < least || n_inputs() > most) {
    const std::string wanted =
        least == most ? std::to_string(least) : fmt::format("{} to {}", least, most);
    refuse(fmt::format("{} inputs wanted, the node has {}", wanted, n_inputs()));
  }
  if (n_outputs() != 1) refuse(fmt::format("one output wanted, the node has {}", n_outputs()));
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

const Constant* NodeReader::constant(std::size_t input) const {
  return has_input(input) ? inputs_[input].constant : nullptr;
}

const Constant& NodeReader::float_constant(std::size_t input, std::string_view what) const {
  if (!has_input(input)) refuse(fmt::format("input {}, {}, is missing", input + 1, what));
  const Constant* found = inputs_[input].constant;
  if (found == nullptr) {
    refuse(fmt::format("{} '{}' is computed from the items; only a constant is supported", what,
                       inputs_[input].name));
  }
  if (found->integral) {
    refuse(fmt::format("{} '{}' holds integers, floats are wanted", what, inputs_[input].name));
  }
  return *found;
}

const Constant& NodeReader::integer_constant(std::size_t input, std::string_view what) const {
  if (!has_input(input)) refuse(fmt::format("input {}, {}, is missing", input + 1, what));
  const Constant* found = inputs_[input].constant;
  if (found == nullptr) {
    refuse(fmt::format("{} '{}' is computed from the items; only a constant is supported", what,
                       inputs_[input].name));
  }
  if (!found->integral) {
    refuse(fmt::format("{} '{}' holds floats, integers are wanted", what, inputs_[input].name));
  }
  return *found;
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

std::size_t NodeReader::item_axis(std::int64_t axis, const Shape& shape) const {
  const auto rank = static_cast<std::int64_t>(shape.size()) + 1;
  if (axis < -rank || axis >= rank) {
    refuse(fmt::format("axis {} is beyond the {} dimensions of its input", axis, rank));
  }
  const std::int64_t from_front = axis < 0 ? axis + rank : axis;
  if (from_front == 0) {
    refuse(fmt::format("axis {} is the batch: the items would depend on one another", axis));
  }
  return static_cast<std::size_t>(from_front - 1);
}

void NodeReader::require_all_read() const {
  for (const auto& [name, value] : spec_.attributes) {
    if (!read_.contains(name)) {
      refuse(fmt::format("attribute '{}' is not supported", name));
    }
  }
}

void NodeReader::refuse(const std::string& message) const {
  throw Error(
      fmt::format("node '{}' ({}, opset {}): {}",
                  spec_.name.empty() && !spec_.outputs.empty() ? spec_.outputs[0] : spec_.name,
                  spec_.op, opset_, message));
}

}  // namespace lucarne
