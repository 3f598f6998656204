// SPDX-License-Identifier: MIT
#include "network/older_opsets.hpp"

#include "network/batch_place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace lucarne {
namespace {

constexpr std::array broadcasting = {"Add", "Sub",   "Mul",     "Div",  "Pow",  "And",
                                     "Or",  "Equal", "Greater", "Less", "PRelu"};

std::size_t rank_of(const NodeReader::Input& input) {
  if (input.constant != nullptr) return input.constant->shape.size();
  return input.shape == nullptr ? 0 : onnx_rank(*input.shape, input.place);
}

// Before opset 7 the second operand's dimensions stand at the first operand's from `axis` on.
void align(NodeReader::Input& operand, std::size_t rank, std::size_t axis, const NodeReader& reader,
           std::list<Constant>& made) {
  if (operand.constant == nullptr) {
    reader.refuse("it aligns a tensor of the items at an axis; export the network with opset 13");
  }
  const std::size_t own = operand.constant->shape.size();
  if (axis + own > rank) {
    reader.refuse(fmt::format("a constant of shape {} does not fit axis {} of {}",
                              to_string(operand.constant->shape), axis, rank));
  }
  Constant& aligned = made.emplace_back(*operand.constant);
  aligned.shape.resize(rank - axis, 1);
  operand.constant = &aligned;
}

bool is_set(const NodeSpec& node, const std::string& attribute) {
  const auto found = node.attributes.find(attribute);
  if (found == node.attributes.end()) return false;
  const auto* value = std::get_if<std::int64_t>(&found->second);
  return value != nullptr && *value != 0;
}

void align_operands(NodeSpec& node, std::vector<NodeReader::Input>& inputs,
                    const NodeReader& reader, std::list<Constant>& made) {
  if (inputs.size() != 2) return;
  const std::size_t rank = rank_of(inputs[0]);
  const auto axis = node.attributes.find("axis");
  if (axis != node.attributes.end()) {
    const auto* value = std::get_if<std::int64_t>(&axis->second);
    const auto signed_rank = static_cast<std::int64_t>(rank);
    if (value == nullptr || *value < -signed_rank || *value >= signed_rank) {
      reader.refuse(fmt::format("attribute 'axis' is to be below {}", rank));
    }
    const std::int64_t from_front = *value < 0 ? *value + signed_rank : *value;
    align(inputs[1], rank, static_cast<std::size_t>(from_front), reader, made);
  } else if (node.op == "PRelu" && rank_of(inputs[1]) == 1 && rank > 2) {
    align(inputs[1], rank, 1, reader, made);  // a slope for each channel
  }
}

}  // namespace

void as_in_opset_7(NodeSpec& node, std::vector<NodeReader::Input>& inputs, int opset,
                   std::list<Constant>& made) {
  const NodeSpec original = node;
  const NodeReader reader(original, inputs, opset, std::nullopt);
  if (std::ranges::find(broadcasting, node.op) != broadcasting.end()) {
    align_operands(node, inputs, reader, made);
    node.attributes.erase("axis");
    node.attributes.erase("broadcast");
  }
  if (node.op == "Gemm") node.attributes.erase("broadcast");
  if (node.op == "BatchNormalization" || node.op == "Dropout") {
    if (!is_set(node, "is_test")) {
      reader.refuse("it is in training mode; export the network after model.eval()");
    }
    node.attributes.erase("is_test");
  }
  if (node.op == "Selu" && opset < 6) {
    // Its defaults had fewer digits.
    node.attributes.emplace("alpha", 1.6732F);
    node.attributes.emplace("gamma", 1.0507F);
  }
  if (opset < 6) node.attributes.erase("consumed_inputs");
}

}  // namespace lucarne
