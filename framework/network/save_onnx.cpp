// SPDX-License-Identifier: MIT
#include "data/data_error.hpp"
#include "network/joint_input.hpp"
#include "network/onnx_tensor.hpp"
#include "network/replace_file.hpp"

#include <fmt/format.h>

#include <set>

namespace lucarne {
namespace {

/// The IR version that came with an opset, by ONNX's table of releases; older readers than those
/// of version 7 would want every initialiser listed as an input, or miss other things.
int ir_version(int opset) {
  if (opset <= 14) return 7;
  if (opset <= 18) return 8;
  return opset <= 20 ? 9 : 10;
}

onnx::TensorProto::DataType element_type(ElementKind kind) {
  switch (kind) {
    case ElementKind::integers: return onnx::TensorProto::INT64;
    case ElementKind::booleans: return onnx::TensorProto::BOOL;
    default: return onnx::TensorProto::FLOAT;
  }
}

void describe_tensor(onnx::ValueInfoProto& info, const Network::Graph& graph,
                     const Network::Graph::Tensor& tensor) {
  info.set_name(tensor.name);
  onnx::TypeProto::Tensor& type = *info.mutable_type()->mutable_tensor_type();
  type.set_elem_type(element_type(tensor.kind));
  type.mutable_shape();
  if (tensor.batch.exists()) {
    onnx::TensorShapeProto::Dimension& batch = *type.mutable_shape()->add_dim();
    if (graph.batch) {
      batch.set_dim_value(static_cast<std::int64_t>(*graph.batch));
    } else {
      batch.set_dim_param("batch");
    }
  }
  for (const arma::uword size : tensor.shape) {
    type.mutable_shape()->add_dim()->set_dim_value(static_cast<std::int64_t>(size));
  }
}

struct AttributeWriter {
  onnx::AttributeProto& out;

  void operator()(std::int64_t value) const {
    out.set_type(onnx::AttributeProto::INT);
    out.set_i(value);
  }
  void operator()(float value) const {
    out.set_type(onnx::AttributeProto::FLOAT);
    out.set_f(value);
  }
  void operator()(const std::string& value) const {
    out.set_type(onnx::AttributeProto::STRING);
    out.set_s(value);
  }
  void operator()(const std::vector<std::int64_t>& values) const {
    out.set_type(onnx::AttributeProto::INTS);
    for (const std::int64_t value : values) out.add_ints(value);
  }
  void operator()(const std::vector<float>& values) const {
    out.set_type(onnx::AttributeProto::FLOATS);
    for (const float value : values) out.add_floats(value);
  }
  void operator()(const Constant& value) const {
    out.set_type(onnx::AttributeProto::TENSOR);
    *out.mutable_t() = tensor_proto("", value);
  }
};

void write_node(onnx::NodeProto& out, const NodeSpec& spec) {
  out.set_name(spec.name);
  out.set_op_type(spec.op);
  for (const std::string& input : spec.inputs) out.add_input(input);
  for (const std::string& output : spec.outputs) out.add_output(output);
  for (const auto& [name, value] : spec.attributes) {
    onnx::AttributeProto& attribute = *out.add_attribute();
    attribute.set_name(name);
    std::visit(AttributeWriter{attribute}, value);
    // All integers are written as int64, constants too, which must not meet others.
    if (spec.op == "Cast" && name == "to" && attribute.i() == onnx::TensorProto::INT32) {
      attribute.set_i(onnx::TensorProto::INT64);
    }
  }
}

onnx::ModelProto model_of(const Network::Graph& graph) {
  onnx::ModelProto model;
  model.set_ir_version(ir_version(graph.opset));
  model.set_producer_name("lucarne");
  model.add_opset_import()->set_version(graph.opset);
  onnx::GraphProto& out = *model.mutable_graph();
  out.set_name("network");
  std::set<std::string> used;
  const auto write = [&](const NodeSpec& spec) {
    write_node(*out.add_node(), spec);
    used.insert(spec.inputs.begin(), spec.inputs.end());
  };
  // What counts items is no constant in a file: the nodes that compute it are written.
  std::set<std::string> computed;
  auto size_node = graph.size_nodes.begin();
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    for (; size_node != graph.size_nodes.end() && size_node->first <= i; ++size_node) {
      write(size_node->second);
      computed.insert(size_node->second.outputs.begin(), size_node->second.outputs.end());
    }
    if (!is_input_node(graph.nodes[i])) write(graph.nodes[i].spec);
  }
  std::map<std::string, Constant> constants = graph.held_constants();
  constants.insert(graph.constants.begin(), graph.constants.end());
  for (const auto& [name, constant] : constants) {
    if (used.contains(name) && !computed.contains(name)) {
      *out.add_initializer() = tensor_proto(name, constant);
    }
  }
  for (const GraphInput& input : graph.inputs) {
    describe_tensor(*out.add_input(), graph, graph.tensors[graph.ids.at(input.name)]);
  }
  for (const std::string& output : graph.outputs) {
    describe_tensor(*out.add_output(), graph, graph.tensors[graph.ids.at(output)]);
  }
  for (const auto& [key, value] : graph.metadata) {
    onnx::StringStringEntryProto& entry = *model.add_metadata_props();
    entry.set_key(key);
    entry.set_value(value);
  }
  return model;
}

}  // namespace

void save_onnx(const Network& network, const std::filesystem::path& file) {
  const onnx::ModelProto model = model_of(network.graph());
  std::string bytes;
  if (model.ByteSizeLong() > std::numeric_limits<std::int32_t>::max() ||
      !model.SerializeToString(&bytes)) {
    throw DataError(file,
                    fmt::format("the network takes {} bytes; an ONNX file holds at most 2 GiB",
                                model.ByteSizeLong()));
  }
  replace_file(file, bytes);
}

}  // namespace lucarne
