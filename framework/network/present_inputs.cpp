// SPDX-License-Identifier: MIT
#include "network/present_inputs.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

using Input = NodeReader::Input;

void require_leading(const NodeReader& node, const std::vector<Input>& inputs) {
  for (const Input& input : inputs) {
    if (input.shape == nullptr || input.place.leads()) continue;
    node.refuse(fmt::format(
        "the first axis of input '{}', {}, is not the batch alone, which this operator wants; "
        "export the network with the batch first",
        input.name, onnx_shape_text(*input.shape, input.place)));
  }
}

void show_batch_of_one(std::vector<Input>& inputs, PresentedValues& values) {
  for (Input& input : inputs) {
    if (input.shape == nullptr || !input.place.exists()) continue;
    Shape whole = *input.shape;
    whole.insert(whole.begin() + static_cast<std::ptrdiff_t>(input.place.axis), 1);
    input.shape = &values.shapes.emplace_back(std::move(whole));
    input.place = no_batch;
  }
}

/// The axis of the batch, counted from the end, in the tensors of an operator that broadcasts.
struct Meeting {
  const Input* first = nullptr;
  std::size_t from_end = 0;
  std::size_t rank = 0;  // of the output
};

Meeting require_meeting(const NodeReader& node, const std::vector<Input>& inputs) {
  Meeting meeting;
  for (const Input& input : inputs) {
    if (input.constant != nullptr) {
      meeting.rank = std::max(meeting.rank, input.constant->shape.size());
    }
    if (input.shape == nullptr) continue;
    const std::size_t rank = onnx_rank(*input.shape, input.place);
    meeting.rank = std::max(meeting.rank, rank);
    const std::size_t from_end = input.place.exists() ? rank - input.place.axis : 0;
    if (meeting.first == nullptr) {
      meeting.first = &input;
      meeting.from_end = from_end;
      continue;
    }
    const BatchPlace& place = meeting.first->place;
    const bool merged_alike =
        !place.merged || (input.place.merged && input.place.outer == place.outer &&
                          (*input.shape)[input.place.axis] == (*meeting.first->shape)[place.axis]);
    if (from_end != meeting.from_end || place.merged != input.place.merged || !merged_alike) {
      node.refuse(fmt::format(
          "the batches of inputs '{}' ({}) and '{}' ({}) do not meet when the shapes are aligned "
          "at their ends",
          meeting.first->name, onnx_shape_text(*meeting.first->shape, place), input.name,
          onnx_shape_text(*input.shape, input.place)));
    }
  }
  return meeting;
}

void take_batch_from_constants(const NodeReader& node, const Meeting& meeting,
                               std::vector<Input>& inputs, PresentedValues& values) {
  for (Input& input : inputs) {
    if (input.constant == nullptr || input.constant->shape.size() < meeting.from_end) continue;
    const Shape& shape = input.constant->shape;
    const std::size_t axis = shape.size() - meeting.from_end;
    if (shape[axis] != 1) {
      node.refuse(fmt::format(
          "constant '{}' of shape {} has size {} where input '{}', {}, has the batch; 1 is wanted "
          "there",
          input.name, to_string(shape), shape[axis], meeting.first->name,
          onnx_shape_text(*meeting.first->shape, meeting.first->place)));
    }
    if (meeting.first->place.merged) continue;
    Constant& cut = values.constants.emplace_back(*input.constant);
    cut.shape.erase(cut.shape.begin() + static_cast<std::ptrdiff_t>(axis));
    input.constant = &cut;
  }
}

}  // namespace

BatchPlace present_inputs(const NodeReader& node, const OperatorEntry& entry,
                          std::vector<Input>& inputs, PresentedValues& values) {
  if (entry.batch == BatchRule::leading) {
    require_leading(node, inputs);
    return {};
  }
  if (node.batch() == 1) {
    show_batch_of_one(inputs, values);
    return no_batch;
  }
  const auto first =
      std::ranges::find_if(inputs, [](const Input& input) { return input.shape != nullptr; });
  if (first == inputs.end()) return no_batch;
  if (entry.batch == BatchRule::anywhere) return first->place;
  const Meeting meeting = require_meeting(node, inputs);
  BatchPlace place = first->place;
  if (!place.exists()) return place;
  place.axis = meeting.rank - meeting.from_end;
  take_batch_from_constants(node, meeting, inputs, values);
  return place;
}

}  // namespace lucarne
