// SPDX-License-Identifier: MIT
#include "network/network.hpp"
#include "support/make_onnx.hpp"
#include "support/temporary_folder.hpp"

#include <lucarne/error.hpp>
#include <lucarne/reverse_rule.hpp>

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

/// Doubles what goes through every Relu, and refuses Tanh.
class DoublingRule final : public ReverseRule {
 public:
  Step step(const NodeView& node, const std::vector<bool>& wanted) const override {
    if (node.layer().op == "Tanh") throw Error("no rule for node '" + node.layer().name + "'");
    CHECK(wanted.size() == node.n_inputs());
    return node.layer().op == "Relu" ? Step::own : Step::gradient;
  }
  void reverse(const NodeView& node, const arma::fmat& at_output,
               std::span<arma::fmat* const> at_inputs) const override {
    node.gradient(at_output, at_inputs);
    *at_inputs[0] *= 2.0F;
  }
};

std::unique_ptr<Network> network_of(const TemporaryFolder& folder, const std::string& nodes,
                                    const std::string& dims, const std::string& constants = "") {
  return load_onnx(folder.file(
      "n.onnx",
      onnx_bytes("ir_version: 8 opset_import { version: 13 } graph { name: 'g' " + nodes +
                 constants + " input { " + float_value("x", "dim { dim_param: 'N' } " + dims) +
                 " } output { name: 'y' } }")));
}

float twice(float weight) { return 2 * weight; }

}  // namespace

TEST_CASE("a rule reverses the nodes that it chooses, and shares of branches are added",
          "[network]") {
  const TemporaryFolder folder;
  const auto network = network_of(folder,
                                  "node { op_type: 'Relu' name: 'r' input: 'x' output: 'a' } "
                                  "node { op_type: 'Mul' name: 'm' input: ['a', 'x'] output: 'b' } "
                                  "node { op_type: 'Add' name: 's' input: ['b', 'a'] output: 'y' }",
                                  "dim { dim_value: 2 }");
  const auto pass = network->start_pass();
  pass->forward(arma::fmat{arma::fvec{3, -1}});
  const arma::fmat seed{arma::fvec{1, 1}};
  // y = a x + a: at x = 3 dy/da = x + 1 = 4, doubled 8, and dy/dx beside it a = 3; off at -1.
  CHECK(arma::approx_equal(pass->propagate("y", seed, "x", DoublingRule()),
                           arma::fmat{arma::fvec{11, 0}}, "absdiff", 0));
  CHECK(arma::approx_equal(pass->gradient("y", seed, "x"), arma::fmat{arma::fvec{7, 0}}, "absdiff",
                           0));
  // From and to any tensor.
  CHECK(arma::approx_equal(pass->propagate("y", seed, "a", DoublingRule()),
                           arma::fmat{arma::fvec{4, 0}}, "absdiff", 0));
  CHECK(arma::approx_equal(pass->propagate("a", seed, "x", DoublingRule()),
                           arma::fmat{arma::fvec{2, 0}}, "absdiff", 0));
}

TEST_CASE("a rule that knows none for a node refuses it before anything is computed", "[network]") {
  const TemporaryFolder folder;
  const auto network = network_of(folder,
                                  "node { op_type: 'Tanh' name: 't' input: 'x' output: 'a' } "
                                  "node { op_type: 'Relu' name: 'r' input: 'a' output: 'y' }",
                                  "dim { dim_value: 2 }");
  const auto pass = network->start_pass();
  pass->forward(arma::fmat(2, 1, arma::fill::ones));
  const arma::fmat seed(2, 1, arma::fill::ones);
  CHECK_THROWS_WITH(pass->propagate("y", seed, "x", DoublingRule()), "no rule for node 't'");
}

TEST_CASE("a layer's linear map takes changed weights and biases", "[network]") {
  const TemporaryFolder folder;
  const auto network =
      network_of(folder, "node { op_type: 'Gemm' name: 'g' input: ['x', 'w', 'b'] output: 'y' } ",
                 "dim { dim_value: 2 }",
                 "initializer { " + float_tensor("w", "2, 2", "1, -2, 3, 4") + " } initializer { " +
                     float_tensor("b", "2", "10, 20") + " }");
  arma::fmat out;
  const arma::fmat in{arma::fvec{1, 2}};
  network->linear_map("g", {twice, twice})->forward(in, out);
  CHECK(arma::approx_equal(out, arma::fmat{arma::fvec{34, 52}}, "absdiff", 0));
  network->linear_map("g", {twice})->forward(in, out);
  CHECK(arma::approx_equal(out, arma::fmat{arma::fvec{14, 12}}, "absdiff", 0));
  network->linear_map("g", {twice, twice})->reverse(in, out);
  CHECK(arma::approx_equal(out, arma::fmat{arma::fvec{-6, 22}}, "absdiff", 0));
  CHECK_THROWS_WITH(network->linear_map("h", {twice}), "layer 'h' not in model; layers are g");
}

TEST_CASE("a convolution's map is its forward, its adjoint the gradient", "[network]") {
  const TemporaryFolder folder;
  for (const std::string op : {"Conv", "ConvTranspose"}) {
    INFO(op);
    const auto network = network_of(
        folder,
        "node { op_type: '" + op +
            "' name: 'c' input: ['x', 'w', 'b'] output: 'y' attribute { name: 'pads' type: INTS "
            "ints: 1 ints: 0 ints: 0 ints: 1 } attribute { name: 'strides' type: INTS ints: 2 "
            "ints: "
            "1 } } ",
        "dim { dim_value: 2 } dim { dim_value: 4 } dim { dim_value: 5 }",
        "initializer { " +
            float_tensor("w", "2, 2, 2, 2", "1,-2,3,4,0.5,-1,2,1,3,-3,1,0,1,2,-2,0.25") +
            " } initializer { " + float_tensor("b", "2", "0.5, -1") + " }");
    arma::fmat inputs(40, 3);
    for (arma::uword i = 0; i < inputs.n_elem; ++i) inputs(i) = static_cast<float>(i % 7) - 3;
    const auto pass = network->start_pass();
    pass->forward(inputs);
    const WeightChange same{[](float w) { return w; }, [](float b) { return b; }};
    const auto map = network->linear_map("c", same);
    arma::fmat out;
    map->forward(inputs, out);
    CHECK(arma::approx_equal(out, pass->tensor("y"), "absdiff", 1e-5F));
    arma::fmat seed(arma::size(out), arma::fill::ones);
    seed(3) = -2;
    arma::fmat back;
    map->reverse(seed, back);
    CHECK(arma::approx_equal(back, pass->gradient("y", seed, "x"), "absdiff", 1e-5F));
  }
}

TEST_CASE("a network with merged normalisations computes what it did", "[network]") {
  const TemporaryFolder folder;
  const std::string batch_normalisation =
      "initializer { " + float_tensor("s", "2", "2, -0.5") + " } initializer { " +
      float_tensor("h", "2", "0.25, 1") + " } initializer { " + float_tensor("m", "2", "1, -1") +
      " } initializer { " + float_tensor("v", "2", "4, 0.25") + " } ";
  const auto normalise = [](const std::string& in, const std::string& out) {
    return "node { op_type: 'BatchNormalization' name: 'n' input: ['" + in +
           "', 's', 'h', 'm', 'v'] output: '" + out + "' } ";
  };
  const std::string kernels =
      "initializer { " +
      float_tensor("w", "2, 2, 2, 2", "1,-2,3,4,0.5,-1,2,1,3,-3,1,0,1,2,-2,0.25") + " } ";
  const std::string matrix = "initializer { " + float_tensor("w", "2, 2", "1, -2, 3, 0.5") +
                             " } initializer { " + float_tensor("b", "2", "0.5, -1") + " } ";
  const std::string image = "dim { dim_value: 2 } dim { dim_value: 4 } dim { dim_value: 5 }";
  const std::string gemm =
      "node { op_type: 'Gemm' name: 'l' input: ['%', 'w', 'b'] output: '#' attribute { name: "
      "'transB' type: INT i: 1 } attribute { name: 'beta' type: FLOAT f: 2 } attribute { name: "
      "'alpha' type: FLOAT f: 0.5 } } ";
  const auto wired = [](std::string node, const std::string& in, const std::string& out) {
    node.replace(node.find('%'), 1, in);
    return node.replace(node.find('#'), 1, out);
  };
  const std::string conv = "node { op_type: 'Conv' name: 'l' input: ['%', 'w'] output: '#' } ";
  const std::string transposed =
      "node { op_type: 'ConvTranspose' name: 'l' input: ['%', 'w'] output: '#' } ";
  const struct {
    std::string nodes, dims, constants;
  } cases[] = {
      {wired(conv, "x", "a") + normalise("a", "y"), image, kernels},
      {wired(transposed, "x", "a") + normalise("a", "y"), image, kernels},
      {normalise("x", "a") + wired(conv, "a", "y"), image, kernels},
      {wired(gemm, "x", "a") + normalise("a", "y"), "dim { dim_value: 2 }", matrix},
      {normalise("x", "a") + wired(gemm, "a", "y"), "dim { dim_value: 2 }", matrix},
  };
  for (const auto& one : cases) {
    INFO(one.nodes);
    const auto network =
        network_of(folder, one.nodes, one.dims, one.constants + batch_normalisation);
    const std::unique_ptr<Model> merged = network->with_merged_normalization();
    REQUIRE(merged != nullptr);
    CHECK(merged->layers().size() == 1);
    CHECK(merged->layers()[0].name == "l");
    arma::fmat inputs(n_elements(network->input_shape()), 3);
    for (arma::uword i = 0; i < inputs.n_elem; ++i) inputs(i) = static_cast<float>(i % 7) - 3;
    const auto pass = network->start_pass();
    const auto merged_pass = merged->start_pass();
    pass->forward(inputs);
    merged_pass->forward(inputs);
    CHECK(arma::approx_equal(merged_pass->tensor("y"), pass->tensor("y"), "both", 1e-5F, 1e-5F));
    CHECK(merged->with_merged_normalization() == nullptr);
  }
}

TEST_CASE("a normalisation that others read beside is left as it is", "[network]") {
  const TemporaryFolder folder;
  const std::string constants = "initializer { " + float_tensor("s", "2", "2, -0.5") +
                                " } initializer { " + float_tensor("w", "2, 2", "1, -2, 3, 0.5") +
                                " } ";
  const auto network = network_of(
      folder,
      "node { op_type: 'Gemm' name: 'l' input: ['x', 'w', 's'] output: 'a' } "
      "node { op_type: 'BatchNormalization' name: 'n' input: ['a', 's', 's', 's', 'p'] output: 'b' "
      "} node { op_type: 'Add' name: 'sum' input: ['a', 'b'] output: 'y' } ",
      "dim { dim_value: 2 }", constants + "initializer { " + float_tensor("p", "2", "1, 2") + " }");
  CHECK(network->with_merged_normalization() == nullptr);
}
