// SPDX-License-Identifier: MIT
#include "onnx_suite/suite_case.hpp"

#include "network/network.hpp"
#include "support/temporary_folder.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <optional>

namespace {

namespace fs = std::filesystem;

constexpr const char* suite_root = "/usr/share/libonnx-testdata/data";

template <class Message>
std::optional<Message> read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  Message message;
  if (!in || !message.ParseFromIstream(&in)) return std::nullopt;
  return message;
}

/// Of a kind that networks are fed or put out.
bool is_read(const onnx::TensorProto& tensor) {
  const auto type = tensor.data_type();
  return type == onnx::TensorProto::FLOAT || type == onnx::TensorProto::INT64 ||
         type == onnx::TensorProto::INT32 || type == onnx::TensorProto::BOOL;
}

template <class Element, class Field>
arma::fvec numbers_of(const onnx::TensorProto& tensor, const Field& field) {
  arma::fvec values(tensor.has_raw_data() ? tensor.raw_data().size() / sizeof(Element)
                                          : static_cast<arma::uword>(field.size()));
  for (arma::uword i = 0; i < values.n_elem; ++i) {
    Element element{};
    if (tensor.has_raw_data()) {
      std::memcpy(&element, tensor.raw_data().data() + i * sizeof(Element), sizeof(Element));
    } else {
      element = static_cast<Element>(field.Get(static_cast<int>(i)));
    }
    values[i] = static_cast<float>(element);
  }
  return values;
}

arma::fvec numbers_in(const onnx::TensorProto& tensor) {
  switch (tensor.data_type()) {
    case onnx::TensorProto::INT64: return numbers_of<std::int64_t>(tensor, tensor.int64_data());
    case onnx::TensorProto::INT32: return numbers_of<std::int32_t>(tensor, tensor.int32_data());
    case onnx::TensorProto::BOOL: return numbers_of<std::uint8_t>(tensor, tensor.int32_data());
    default: return numbers_of<float>(tensor, tensor.float_data());
  }
}

/// Inputs and outputs of one test.
struct SuiteData {
  onnx::ModelProto model;
  std::vector<onnx::ValueInfoProto> inputs;  // that are no initialisers
  std::vector<onnx::TensorProto> given;
  std::vector<onnx::TensorProto> wanted;
};

std::optional<SuiteData> read_case(const fs::path& folder) {
  SuiteData data;
  auto model = read<onnx::ModelProto>(folder / "model.onnx");
  if (!model) return std::nullopt;
  data.model = std::move(*model);
  std::set<std::string> constants;
  for (const auto& constant : data.model.graph().initializer()) constants.insert(constant.name());
  for (const auto& input : data.model.graph().input()) {
    if (!constants.contains(input.name())) data.inputs.push_back(input);
  }
  const fs::path set = folder / "test_data_set_0";
  for (std::size_t k = 0; k < data.inputs.size(); ++k) {
    auto tensor = read<onnx::TensorProto>(set / fmt::format("input_{}.pb", k));
    if (!tensor) return std::nullopt;
    data.given.push_back(std::move(*tensor));
  }
  for (int k = 0; k < data.model.graph().output_size(); ++k) {
    auto tensor = read<onnx::TensorProto>(set / fmt::format("output_{}.pb", k));
    if (!tensor || !is_read(*tensor)) return std::nullopt;
    data.wanted.push_back(std::move(*tensor));
  }
  return data;
}

void declare(onnx::ValueInfoProto& value, const std::string& name, int n_dims,
             const onnx::TensorProto* like) {
  value.Clear();
  value.set_name(name);
  auto& type = *value.mutable_type()->mutable_tensor_type();
  type.set_elem_type(like == nullptr ? onnx::TensorProto::FLOAT : like->data_type());
  for (int axis = 0; axis < n_dims; ++axis) {
    auto& dim = *type.mutable_shape()->add_dim();
    if (axis == 0) {
      dim.set_dim_param("N");
    } else {
      dim.set_dim_value(like == nullptr ? 1 : like->dims(axis));
    }
  }
}

void add_constant(onnx::GraphProto& graph, const onnx::TensorProto& tensor,
                  const std::string& name) {
  onnx::TensorProto& constant = *graph.add_initializer();
  constant = tensor;
  constant.set_name(name);
}

/// One way to ask for one output.
struct Asked {
  onnx::ModelProto model;
  std::string output;
  arma::fmat items;
};

void only_output(onnx::GraphProto& graph, const std::string& name) {
  graph.clear_output();
  onnx::ValueInfoProto& output = *graph.add_output();
  output.set_name(name);
  output.mutable_type()->mutable_tensor_type()->set_elem_type(onnx::TensorProto::FLOAT);
}

std::optional<Asked> with_items(const SuiteData& data, int output) {
  const auto items = std::ranges::find_if(data.given, [](const onnx::TensorProto& tensor) {
    return is_read(tensor) && tensor.dims_size() > 0 && tensor.dims(0) > 0;
  });
  if (items == data.given.end()) return std::nullopt;
  Asked asked{data.model, data.model.graph().output(output).name(), {}};
  onnx::GraphProto& graph = *asked.model.mutable_graph();
  graph.clear_input();
  for (std::size_t k = 0; k < data.given.size(); ++k) {
    if (&data.given[k] == &*items) {
      declare(*graph.add_input(), data.inputs[k].name(), items->dims_size(), &*items);
    } else {
      add_constant(graph, data.given[k], data.inputs[k].name());
    }
  }
  only_output(graph, asked.output);
  const arma::fvec values = numbers_in(*items);
  const auto n_items = static_cast<arma::uword>(items->dims(0));
  asked.items = arma::reshape(values, values.n_elem / n_items, n_items);
  return asked;
}

/// The name of an output, after a cast where it holds no floats.
std::string as_floats(onnx::GraphProto& graph, const SuiteData& data, int output) {
  const std::string name = graph.output(output).name();
  if (data.wanted[static_cast<std::size_t>(output)].data_type() == onnx::TensorProto::FLOAT) {
    return name;
  }
  onnx::NodeProto& cast = *graph.add_node();
  cast.set_op_type("Cast");
  cast.set_name("cast");
  cast.add_input(name);
  cast.add_output("as_floats");
  onnx::AttributeProto& to = *cast.add_attribute();
  to.set_name("to");
  to.set_type(onnx::AttributeProto::INT);
  to.set_i(onnx::TensorProto::FLOAT);
  return cast.output(0);
}

// A network must depend on its items: zero is added to the output for each.
Asked folded(const SuiteData& data, int output) {
  Asked asked{data.model, "with_zero", arma::fmat(1, 1, arma::fill::zeros)};
  onnx::GraphProto& graph = *asked.model.mutable_graph();
  graph.clear_input();
  for (std::size_t k = 0; k < data.given.size(); ++k) {
    add_constant(graph, data.given[k], data.inputs[k].name());
  }
  const int n_dims = data.wanted[static_cast<std::size_t>(output)].dims_size() + 1;
  declare(*graph.add_input(), "zero", n_dims, nullptr);
  onnx::NodeProto& node = *graph.add_node();
  node.set_op_type("Add");
  node.set_name("add_zero");
  node.add_input(as_floats(graph, data, output));
  node.add_input("zero");
  node.add_output(asked.output);
  only_output(graph, asked.output);
  return asked;
}

/// What is wrong, or nothing.
std::string compare(const arma::fmat& found, const arma::fvec& wanted, double relative) {
  if (found.n_elem != wanted.n_elem) {
    return fmt::format("wanted {} numbers, found {}", wanted.n_elem, found.n_elem);
  }
  for (arma::uword i = 0; i < wanted.n_elem; ++i) {
    const auto is = static_cast<double>(found[i]);
    const auto should = static_cast<double>(wanted[i]);
    const bool same = is == should || (std::isnan(is) && std::isnan(should)) ||
                      std::abs(is - should) <= 1e-7 + relative * std::abs(should);
    if (!same) return fmt::format("element {}: wanted {}, found {}", i, should, is);
  }
  return "";
}

/// Notes what came of one way of asking; a wrong number outweighs all else.
void ask(const Asked& asked, const arma::fvec& wanted, double relative, SuiteOutcome& outcome) {
  if (outcome.verdict == Verdict::wrong) return;
  const TemporaryFolder folder;
  try {
    const auto network =
        lucarne::load_onnx(folder.file("model.onnx", asked.model.SerializeAsString()));
    const auto pass = network->start_pass();
    pass->forward(asked.items);
    const std::string fault = compare(pass->tensor(asked.output), wanted, relative);
    outcome.verdict = fault.empty() ? Verdict::passed : Verdict::wrong;
    outcome.message = fault;
  } catch (const lucarne::Error& error) {
    if (outcome.verdict == Verdict::passed) return;
    outcome.verdict = Verdict::refused;
    outcome.message = error.what();
  }
}

}  // namespace

SuiteOutcome run_suite_case(const fs::path& folder) {
  SuiteOutcome outcome;
  outcome.name = folder.filename().string();
  const std::optional<SuiteData> data = read_case(folder);
  if (!data) return outcome;
  for (const auto& node : data->model.graph().node()) outcome.operators.insert(node.op_type());
  // In exact arithmetic a single operator is one formula; several add up their roundings.
  const double relative = data->model.graph().node_size() == 1 ? 1e-5 : 1e-3;
  outcome.verdict = Verdict::passed;
  for (int output = 0; output < data->model.graph().output_size(); ++output) {
    const arma::fvec wanted = numbers_in(data->wanted[static_cast<std::size_t>(output)]);
    SuiteOutcome one;
    if (const auto asked = with_items(*data, output)) ask(*asked, wanted, relative, one);
    ask(folded(*data, output), wanted, relative, one);
    const bool worse = one.verdict == Verdict::wrong || outcome.verdict == Verdict::passed;
    if (one.verdict == Verdict::passed || !worse) continue;
    outcome.verdict = one.verdict;
    outcome.message = one.message;
  }
  return outcome;
}

std::vector<fs::path> suite_folders() {
  std::vector<fs::path> folders;
  for (const char* suite : {"node", "pytorch-converted", "pytorch-operator", "simple"}) {
    for (const auto& entry : fs::directory_iterator(fs::path(suite_root) / suite)) {
      folders.push_back(entry.path());
    }
  }
  std::ranges::sort(folders);
  return folders;
}
