// SPDX-License-Identifier: MIT
#include "data/data_error.hpp"
#include "network/graph.hpp"
#include "network/onnx_tensor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <optional>

namespace lucarne {
namespace {

bool is_onnx_domain(const std::string& domain) { return domain.empty() || domain == "ai.onnx"; }

onnx::ModelProto parse(const std::filesystem::path& file) {
  std::error_code failure;
  const std::uintmax_t bytes = std::filesystem::file_size(file, failure);
  if (failure) throw DataError(file, "cannot be read: " + failure.message());
  if (bytes > std::numeric_limits<std::int32_t>::max()) {
    throw DataError(file, fmt::format("{} bytes; an ONNX file holds at most 2 GiB", bytes));
  }
  std::ifstream in(file, std::ios::binary);
  onnx::ModelProto model;
  if (!in || !model.ParseFromIstream(&in) || !model.has_graph()) {
    throw DataError(file,
                    "is no ONNX file, or is damaged; a whole file from an exporter is wanted");
  }
  return model;
}

int read_opset(const onnx::ModelProto& model) {
  for (const onnx::OperatorSetIdProto& opset : model.opset_import()) {
    if (!is_onnx_domain(opset.domain())) continue;
    // Versions beyond int are refused with all that are too new.
    return static_cast<int>(
        std::clamp<std::int64_t>(opset.version(), 0, std::numeric_limits<int>::max()));
  }
  throw Error("the file does not say which opset its operators are of (opset_import)");
}

std::optional<ElementKind> element_kind(std::int32_t type) {
  switch (type) {
    case onnx::TensorProto::FLOAT: return ElementKind::floats;
    case onnx::TensorProto::INT64:
    case onnx::TensorProto::INT32: return ElementKind::integers;
    case onnx::TensorProto::BOOL: return ElementKind::booleans;
    default: return std::nullopt;
  }
}

void read_input(const onnx::ValueInfoProto& input, GraphSpec& spec) {
  const std::string title = fmt::format("input '{}'", input.name());
  const onnx::TypeProto::Tensor& type = input.type().tensor_type();
  const std::optional<ElementKind> kind = element_kind(type.elem_type());
  if (!input.type().has_tensor_type() || !kind) {
    throw Error(title +
                " is no tensor of float32, int64, int32 or bool; export the network in float32");
  }
  if (!type.has_shape() || type.shape().dim_size() == 0) {
    throw Error(title + " has no shape; a batch dimension and the item's own are wanted");
  }
  if (input.name().empty()) throw Error("the graph's input has no name");
  std::optional<arma::uword> batch;
  GraphInput read{.name = input.name(), .shape = {}, .kind = *kind};
  for (int i = 0; i < type.shape().dim_size(); ++i) {
    const onnx::TensorShapeProto::Dimension& dimension = type.shape().dim(i);
    if (i == 0 && !dimension.has_dim_value()) continue;
    if (!dimension.has_dim_value()) {
      throw Error(fmt::format(
          "{}: dimension {} has no fixed size ('{}'); only the batch may be open, export the "
          "network with fixed sizes",
          title, i, dimension.dim_param()));
    }
    if (dimension.dim_value() < 1) {
      throw Error(fmt::format("{}: dimension {} is {}", title, i, dimension.dim_value()));
    }
    const auto size = static_cast<arma::uword>(dimension.dim_value());
    if (i == 0) {
      batch = size;
    } else {
      read.shape.push_back(size);
    }
  }
  if (!spec.inputs.empty() && spec.batch != batch) {
    const auto count = [](const std::optional<arma::uword>& items) {
      return items ? std::to_string(*items) : std::string("any number of");
    };
    throw Error(
        fmt::format("input '{}' takes {} items and {} {}; the first dimension of every "
                    "input is to be the batch, of one size",
                    spec.inputs[0].name, count(spec.batch), title, count(batch)));
  }
  spec.batch = batch;
  spec.inputs.push_back(std::move(read));
}

// Before IR version 4 every initialiser is listed as an input too: those are not fed.
void read_inputs(const onnx::GraphProto& graph, GraphSpec& spec) {
  for (const onnx::ValueInfoProto& input : graph.input()) {
    if (!spec.constants.contains(input.name())) read_input(input, spec);
  }
  if (spec.inputs.empty()) throw Error("the graph has no input");
}

Attribute read_attribute(onnx::AttributeProto& attribute, const std::string& node,
                         const std::filesystem::path& folder) {
  switch (attribute.type()) {
    case onnx::AttributeProto::INT: return attribute.i();
    case onnx::AttributeProto::FLOAT: return attribute.f();
    case onnx::AttributeProto::STRING: return attribute.s();
    case onnx::AttributeProto::INTS:
      return std::vector<std::int64_t>(attribute.ints().begin(), attribute.ints().end());
    case onnx::AttributeProto::FLOATS:
      return std::vector<float>(attribute.floats().begin(), attribute.floats().end());
    case onnx::AttributeProto::TENSOR:
      return take_constant(*attribute.mutable_t(),
                           fmt::format("{}, attribute '{}'", node, attribute.name()), folder);
    default:
      throw Error(fmt::format("{}: attribute '{}' is of a type that is not supported", node,
                              attribute.name()));
  }
}

NodeSpec read_node(onnx::NodeProto& node, const std::filesystem::path& folder) {
  NodeSpec spec;
  spec.name = node.name();
  spec.op = node.op_type();
  spec.inputs.assign(node.input().begin(), node.input().end());
  spec.outputs.assign(node.output().begin(), node.output().end());
  const bool named = !spec.name.empty() || spec.outputs.empty();
  const std::string title =
      fmt::format("node '{}' ({})", named ? spec.name : spec.outputs[0], spec.op);
  if (!is_onnx_domain(node.domain())) {
    throw Error(fmt::format(
        "{} is of domain '{}'; only ONNX's own operators are supported, export without others",
        title, node.domain()));
  }
  // An operator that is not known is refused as a whole; its attributes need not make sense here.
  if (find_operator(spec.op) == nullptr) return spec;
  for (onnx::AttributeProto& attribute : *node.mutable_attribute()) {
    if (!spec.attributes.emplace(attribute.name(), read_attribute(attribute, title, folder))
             .second) {
      throw Error(fmt::format("{}: attribute '{}' is there twice", title, attribute.name()));
    }
  }
  return spec;
}

GraphSpec read_model(onnx::ModelProto& model, const std::filesystem::path& folder) {
  GraphSpec spec;
  spec.opset = read_opset(model);
  onnx::GraphProto& graph = *model.mutable_graph();
  if (graph.sparse_initializer_size() > 0) {
    throw Error("sparse initialisers are not supported; export the network with dense weights");
  }
  for (onnx::TensorProto& tensor : *graph.mutable_initializer()) {
    const std::string name = tensor.name();
    const std::string title = fmt::format("initialiser '{}'", name);
    if (!spec.constants.emplace(name, take_constant(tensor, title, folder)).second) {
      throw Error(title + " is there twice");
    }
  }
  read_inputs(graph, spec);
  for (onnx::NodeProto& node : *graph.mutable_node()) spec.nodes.push_back(read_node(node, folder));
  for (const onnx::ValueInfoProto& output : graph.output()) spec.outputs.push_back(output.name());
  for (const onnx::StringStringEntryProto& entry : model.metadata_props()) {
    spec.metadata[entry.key()] = entry.value();
  }
  return spec;
}

}  // namespace

std::unique_ptr<Network> load_onnx(const std::filesystem::path& file) {
  onnx::ModelProto model = parse(file);
  try {
    return std::make_unique<Network>(build_graph(read_model(model, file.parent_path())));
  } catch (const Error& error) {
    throw DataError(file, error.what());
  }
}

}  // namespace lucarne
