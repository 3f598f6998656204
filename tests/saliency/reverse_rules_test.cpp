// SPDX-License-Identifier: MIT
#include "make_question.hpp"
#include "support/make_onnx.hpp"
#include "support/temporary_folder.hpp"

#include <lucarne/error.hpp>

#include <catch2/catch.hpp>

using namespace lucarne;
using namespace lucarne::saliency;

namespace {

std::string node(const std::string& op, const std::string& name, const std::string& inputs,
                 const std::string& output, const std::string& attributes = "") {
  return "node { op_type: '" + op + "' name: '" + name + "' input: [" + inputs + "] output: '" +
         output + "' " + attributes + "} ";
}

std::string integers(const std::string& name, const std::string& values) {
  return "attribute { name: '" + name + "' type: INTS ints: [" + values + "] } ";
}

std::string values_of(arma::uword n, double phase, double scale = 1) {
  std::string text;
  for (arma::uword i = 0; i < n; ++i) {
    const double value = scale * std::sin(12.9898 * static_cast<double>(i + 1) + phase);
    text += (i == 0 ? "" : ", ") + std::to_string(value);
  }
  return text;
}

std::string constant(const std::string& name, const std::string& dims, const std::string& values) {
  return "initializer { " + float_tensor(name, dims, values) + " } ";
}

/// A network from x to y with what a question about it refers to.
struct AskedNetwork {
  AskedNetwork(const std::string& nodes, Shape item, const std::string& constants = "")
      : shape(std::move(item)) {
    std::string dims = "dim { dim_param: 'N' } ";
    for (const arma::uword size : shape) dims += "dim { dim_value: " + std::to_string(size) + " } ";
    network = load_onnx(folder.file(
        "n.onnx", onnx_bytes("ir_version: 8 opset_import { version: 17 } graph { name: 'g' " +
                             nodes + constants + " input { " + float_value("x", dims) +
                             " } output { name: 'y' } }")));
  }

  Question about(const arma::fmat& inputs) const {
    Question question{*network, random, workers};
    question.item_shape = shape;
    question.inputs = inputs;
    question.classes.zeros(inputs.n_cols);
    question.keys = arma::regspace<arma::uvec>(0, 1, inputs.n_cols - 1);
    question.baselines = {arma::fmat(inputs.n_rows, 1, arma::fill::value(0.25)), false};
    return question;
  }

  TemporaryFolder folder;
  Shape shape;
  std::unique_ptr<Network> network;
  Random random{7, "test"};
  Workers workers{[](arma::uword count, const std::function<void(arma::uword)>& task) {
                    for (arma::uword i = 0; i < count; ++i) task(i);
                  },
                  [] {}};
};

// A residual block of convolutions, pooled, and a dense layer over it.
AskedNetwork residual_network() {
  return AskedNetwork(node("Conv", "c1", "'x', 'w1'", "a", integers("pads", "1, 1, 1, 1")) +
                          node("Relu", "r1", "'a'", "b") +
                          node("Conv", "c2", "'b', 'w2'", "c", integers("pads", "1, 1, 1, 1")) +
                          node("Add", "skip", "'c', 'b'", "d") + node("Relu", "r2", "'d'", "e") +
                          node("MaxPool", "p", "'e'", "f",
                               integers("kernel_shape", "2, 2") + integers("strides", "2, 2")) +
                          node("Flatten", "flat", "'f'", "h") +
                          node("Gemm", "fc", "'h', 'w3'", "y"),
                      {2, 4, 4},
                      constant("w1", "3, 2, 3, 3", values_of(54, 0.1, 0.5)) +
                          constant("w2", "3, 3, 3, 3", values_of(81, 0.7, 0.5)) +
                          constant("w3", "12, 2", values_of(24, 0.3)));
}

double largest_residual(const Explanation& explanation) {
  return arma::abs(explanation.residual).max();
}

}  // namespace

TEST_CASE("deeplift is complete through every node that it has a rule for", "[saliency]") {
  const struct {
    std::string name, nodes, constants;
  } cases[] = {
      {"product of two tensors",
       node("Sigmoid", "s", "'x'", "a") + node("Mul", "m", "'x', 'a'", "y"), ""},
      {"product with itself", node("Mul", "m", "'x', 'x'", "y"), ""},
      {"quotient", node("Exp", "e", "'x'", "a") + node("Div", "d", "'x', 'a'", "y"), ""},
      {"constant over a tensor", node("Exp", "e", "'x'", "a") + node("Div", "d", "'k', 'a'", "y"),
       constant("k", "1", "2")},
      {"softmax and a product of matrices",
       node("Softmax", "s", "'x'", "a") + node("Unsqueeze", "u", "'a', 'axis'", "b") +
           node("Unsqueeze", "v", "'x', 'last'", "c") + node("MatMul", "m", "'b', 'c'", "d") +
           node("Flatten", "f", "'d'", "y"),
       "initializer { name: 'axis' dims: 1 data_type: 7 int64_data: 1 } "
       "initializer { name: 'last' dims: 1 data_type: 7 int64_data: 2 } "},
      {"smallest of several", node("Neg", "n", "'x'", "a") + node("Min", "m", "'x', 'a'", "y"), ""},
      {"largest along an axis", node("ReduceMax", "m", "'x'", "y", integers("axes", "1")), ""},
      {"power and root",
       node("Pow", "p", "'x', 'k'", "a") + node("Add", "s", "'a', 'o'", "b") +
           node("Sqrt", "r", "'b'", "y"),
       constant("k", "1", "2") + constant("o", "1", "1")},
      {"branches joined",
       node("Tanh", "t", "'x'", "a") + node("Relu", "r", "'x'", "b") +
           node("Concat", "c", "'a', 'b', 'x'", "d",
                "attribute { name: 'axis' "
                "type: INT i: 1 } ") +
           node("Gemm", "g", "'d', 'w'", "y"),
       constant("w", "12, 2", values_of(24, 0.3))},
  };
  for (const auto& one : cases) {
    INFO(one.name);
    const AskedNetwork asked(one.nodes, {4}, one.constants);
    Question question = asked.about(irregular(4, 5, 1.5));
    CHECK(largest_residual(explained_by("deeplift", question)) < 2e-5);
    question.baselines = {irregular(4, 3, 4), false};
    CHECK(largest_residual(explained_by("deeplift-shap", question)) < 2e-5);
    question.baselines = {irregular(4, 5, 4), true};
    CHECK(largest_residual(explained_by("deeplift", question)) < 2e-5);
  }
}

TEST_CASE("deeplift is complete on a residual network of convolutions", "[saliency]") {
  const AskedNetwork asked = residual_network();
  const Question question = asked.about(irregular(32, 5, 1.5));
  CHECK(largest_residual(explained_by("deeplift", question)) < 2e-5);
}

TEST_CASE("deeplift is complete for a probability, but not with captum's softmax", "[saliency]") {
  const AskedNetwork asked = residual_network();
  Question question = asked.about(irregular(32, 5, 1.5));
  question.output = Output::probability;
  CHECK(largest_residual(explained_by("deeplift", question)) < 2e-5);
  Settings captum;
  captum.compat = "captum";
  CHECK(largest_residual(explained_by("deeplift", question, captum)) > 1e-3);
}

TEST_CASE("deeplift's contributions are its multipliers times the difference", "[saliency]") {
  const AskedNetwork asked = residual_network();
  const Question question = asked.about(irregular(32, 5, 1.5));
  Settings settings;
  const arma::fmat contributions = explained_by("deeplift", question, settings).attributions;
  settings.multiply_by_inputs = false;
  const Explanation multipliers = explained_by("deeplift", question, settings);
  const arma::fmat product = multipliers.attributions % (question.inputs - 0.25F);
  CHECK(arma::approx_equal(product, contributions, "absdiff", 1e-6F));
  CHECK(multipliers.residual.is_empty());
}

TEST_CASE("guided backprop and deconvolution stop negative gradients beside a skip connection",
          "[saliency]") {
  // y = relu(u) - 3 relu(u) with u = x, so the gradient at relu is -2, and x's own is 5.
  const AskedNetwork asked(node("Relu", "r", "'x'", "a") + node("Mul", "m", "'a', 'k'", "b") +
                               node("Mul", "n", "'x', 'l'", "c") +
                               node("Add", "s", "'b', 'c'", "y"),
                           {2}, constant("k", "2", "-2, 3") + constant("l", "2", "5, 7"));
  Question question = asked.about(arma::fmat{{1, -1}, {1, -1}});
  question.classes = {0, 1};
  CHECK(arma::approx_equal(explained_by("guided-backprop", question).attributions,
                           arma::fmat{{5, 0}, {0, 7}}, "absdiff", 0));
  CHECK(arma::approx_equal(explained_by("deconvolution", question).attributions,
                           arma::fmat{{5, 0}, {0, 10}}, "absdiff", 0));
  Settings settings;
  settings.beta = 1;
  const arma::fmat smooth = explained_by("beta-smooth", question, settings).attributions;
  CHECK(smooth(0, 0) == Approx(5 - 2 / (1 + std::exp(-1.0))));
  CHECK(smooth(1, 1) == Approx(7 + 3 / (1 + std::exp(1.0))));
}

TEST_CASE("without biases relevance is kept on a residual network of convolutions", "[saliency]") {
  const AskedNetwork asked = residual_network();
  const Question question = asked.about(irregular(32, 4, 1.5));
  const std::unique_ptr<Pass> pass = asked.network->start_pass();
  pass->forward(question.inputs);
  const arma::fmat logits = pass->tensor("y");
  Settings settings;
  settings.epsilon = 1e-7;
  settings.low = {-1};
  for (const std::string rule :
       {"epsilon", "z-plus", "gamma", "z-box", "w-square", "flat", "epsilon-plus",
        "epsilon-plus-flat", "epsilon-gamma-box", "preset-a"}) {
    INFO(rule);
    settings.lrp_rule = rule;
    const arma::fmat relevance = explained_by("lrp", question, settings).attributions;
    for (arma::uword item = 0; item < 4; ++item) {
      // Of preset-a the dense layer keeps back 0.1 of the denominator.
      const double wanted = static_cast<double>(logits(0, item));
      const double kept = rule == "preset-a"
                              ? wanted * wanted / (std::abs(wanted) + 0.1) * (wanted < 0 ? -1 : 1)
                              : wanted;
      const float sum = arma::accu(relevance.col(item));
      CHECK(static_cast<double>(sum) == Approx(kept).epsilon(5e-3).margin(5e-3));
    }
  }
}

TEST_CASE("relevance through a convolution is that through the same dense layer", "[saliency]") {
  // A kernel as large as the items is a dense layer.
  const std::string weights = values_of(36, 0.4);
  const std::string biases = constant("b", "2", "0.5, -0.75");
  const AskedNetwork conv(
      node("Conv", "c", "'x', 'w', 'b'", "a") + node("Flatten", "f", "'a'", "y"), {2, 3, 3},
      constant("w", "2, 2, 3, 3", weights) + biases);
  const AskedNetwork dense(
      node("Flatten", "f", "'x'", "a") +
          node("Gemm", "c", "'a', 'w', 'b'", "y", "attribute { name: 'transB' type: INT i: 1 } "),
      {2, 3, 3}, constant("w", "2, 18", weights) + biases);
  Settings settings;
  settings.low = {-1, -2};
  settings.high = {1, 3};
  for (const bool ignore_bias : {false, true}) {
    settings.ignore_bias = ignore_bias;
    for (const std::string rule :
         {"epsilon", "z-plus", "alpha-beta", "gamma", "z-box", "w-square", "flat"}) {
      INFO(rule);
      settings.lrp_rule = rule;
      const arma::fmat inputs = irregular(18, 3, 1.5);
      CHECK(arma::approx_equal(explained_by("lrp", conv.about(inputs), settings).attributions,
                               explained_by("lrp", dense.about(inputs), settings).attributions,
                               "both", 1e-5F, 1e-4F));
    }
  }
}

TEST_CASE("relevance goes through a network with normalisations as through the merged one",
          "[saliency]") {
  // s = 2, shift 1, mean 0.5, variance 4 - 1e-5: y = z - 0.5 + 1, z scaled by 2 / 2 = 1.
  const AskedNetwork normalised(node("Gemm", "g", "'x', 'w'", "z") +
                                    node("BatchNormalization", "n", "'z', 's', 'h', 'm', 'v'", "y"),
                                {3},
                                constant("w", "3, 2", values_of(6, 0.4)) +
                                    constant("s", "2", "2, 4") + constant("h", "2", "1, 1") +
                                    constant("m", "2", "0.5, 0.5") +
                                    constant("v", "2", "3.99999, 3.99999"));
  std::string scaled;
  for (arma::uword i = 0; i < 6; ++i) {
    const double value =
        std::sin(12.9898 * static_cast<double>(i + 1) + 0.4) * (i % 2 == 0 ? 1 : 2);
    scaled += (i == 0 ? "" : ", ") + std::to_string(value);
  }
  const AskedNetwork merged(node("Gemm", "g", "'x', 'w', 'b'", "y"), {3},
                            constant("w", "3, 2", scaled) + constant("b", "2", "0.5, 0"));
  Settings settings;
  for (const std::string rule : {"epsilon", "alpha-beta", "gamma"}) {
    INFO(rule);
    settings.lrp_rule = rule;
    const arma::fmat inputs = irregular(3, 4, 1.5);
    CHECK(arma::approx_equal(explained_by("lrp", normalised.about(inputs), settings).attributions,
                             explained_by("lrp", merged.about(inputs), settings).attributions,
                             "both", 1e-4F, 1e-4F));
  }
}

TEST_CASE("lrp's layers may have rules of their own", "[saliency]") {
  const AskedNetwork asked = residual_network();
  const Question question = asked.about(irregular(32, 2, 1.5));
  Settings settings;
  settings.lrp_rule = "epsilon-plus-flat";
  settings.epsilon = 1e-4;
  const arma::fmat composite = explained_by("lrp", question, settings).attributions;
  settings.lrp_rule = "epsilon";
  settings.lrp_layers = {"c1=flat", "c2=z-plus"};
  CHECK(arma::approx_equal(explained_by("lrp", question, settings).attributions, composite,
                           "absdiff", 0));
  settings.lrp_rule = "z-plus";
  settings.lrp_layers = {"fc=epsilon:0.0001"};
  settings.lrp_first = "flat";
  CHECK(arma::approx_equal(explained_by("lrp", question, settings).attributions, composite,
                           "absdiff", 0));
}

TEST_CASE("wrong rules of lrp's layers are told", "[saliency]") {
  const AskedNetwork asked = residual_network();
  const Question question = asked.about(irregular(32, 1, 1.5));
  const auto refusal = [&](const std::string& entry) {
    Settings settings;
    settings.lrp_layers = {entry};
    try {
      explained_by("lrp", question, settings);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("nothing");
  };
  CHECK(refusal("c1") == "'LAYER=RULE' wanted, as 'fc1=gamma:0.25'; found 'c1'");
  CHECK(refusal("c9=flat") ==
        "layer 'c9' not in model; layers are c1, r1, c2, skip, r2, p, flat, fc");
  CHECK(refusal("r1=flat") ==
        "layer 'r1' (Relu) has no weights; rules are for Conv, ConvTranspose, Gemm and MatMul");
  CHECK(refusal("c1=flt").starts_with("unknown rule 'flt' in 'c1=flt'"));
  CHECK(refusal("c1=gamma:x") ==
        "a number of at least 0 after ':' wanted in 'c1=gamma:x', as 'fc1=gamma:0.25'; found 'x'");
  CHECK(refusal("c1=identity") ==
        "rule 'identity' wants a layer of as many outputs as inputs; 'c1' makes 48 of 32");
}

TEST_CASE("bounds of z-box that fit no channels are told", "[saliency]") {
  const AskedNetwork asked = residual_network();
  Settings settings;
  settings.lrp_rule = "z-box";
  settings.low = {0, 0, 0};
  CHECK_THROWS_WITH(explained_by("lrp", asked.about(irregular(32, 1, 1.5)), settings),
                    "parameter 'low' must hold one number, or one for each channel of the 32 "
                    "inputs; found 3");
}

TEST_CASE("methods refuse by name the nodes that they have no rule for", "[saliency]") {
  const AskedNetwork square(node("Mul", "square", "'x', 'x'", "y"), {4});
  CHECK_THROWS_WITH(
      explained_by("lrp", square.about(irregular(4, 1, 1.5))),
      "lrp has no rule for node 'square' (Mul); choose a method of plain gradients, as "
      "integrated-gradients");
  const AskedNetwork lrn(
      node("LRN", "norm", "'x'", "y", "attribute { name: 'size' type: INT i: 3 } "), {4, 1, 1});
  CHECK_THROWS_WITH(explained_by("deeplift", lrn.about(irregular(4, 1, 1.5))),
                    "deeplift has no rule for node 'norm' (LRN); choose a method of plain "
                    "gradients, as integrated-gradients");
}

TEST_CASE("lrp refuses probabilities", "[saliency]") {
  const AskedNetwork asked = residual_network();
  Question question = asked.about(irregular(32, 1, 1.5));
  question.output = Output::probability;
  CHECK_THROWS_WITH(explained_by("lrp", question),
                    "lrp explains logits: relevance has no rule for a softmax; choose 'output: "
                    "logit'");
}
