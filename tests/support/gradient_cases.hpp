// SPDX-License-Identifier: MIT
#pragma once

#include "network/graph.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

/// One operator as PyTorch computed it: tests/network/torch_gradients.py writes them.
class GradientCase {
 public:
  explicit GradientCase(nlohmann::json recorded) : recorded_(std::move(recorded)) {}

  std::string op() const { return recorded_["op"]; }
  std::string text() const { return op() + " " + recorded_["attributes"].dump(); }

  /// Empty where output and gradient are PyTorch's within 2e-5 of their largest number: some
  /// roundings of float32 (6e-8 each) in another order, and the functions of another library.
  /// throws: lucarne::Error where the network is refused
  std::string fault() const {
    const lucarne::Network network(lucarne::build_graph(spec()));
    const auto pass = network.start_pass();
    pass->forward(matrix("items"));
    const std::string output = compare("output", pass->tensor("y0"));
    if (!output.empty()) return output;
    return compare("gradient", pass->gradient("y0", matrix("seed"), network.input_name()));
  }

 private:
  lucarne::GraphSpec spec() const {
    lucarne::GraphSpec spec;
    spec.opset = recorded_["opset"];
    spec.outputs = {"y0"};
    int number = 0;
    for (const auto& shape : recorded_["shapes"]) {
      spec.inputs.push_back({.name = fmt::format("x{}", number++), .shape = shape});
    }
    for (const auto& [name, value] : recorded_["constants"].items()) {
      lucarne::Constant constant{.shape = value["shape"]};
      constant.integral = value.contains("integers");
      if (constant.integral) {
        constant.integers = value["integers"].get<std::vector<std::int64_t>>();
      }
      if (!constant.integral) {
        constant.floats = arma::fvec(value["floats"].get<std::vector<float>>());
      }
      spec.constants.emplace(name, std::move(constant));
    }
    lucarne::NodeSpec node{.name = "node", .op = op(), .inputs = recorded_["inputs"]};
    for (int i = 0; i < recorded_["outputs"]; ++i) node.outputs.push_back(fmt::format("y{}", i));
    for (const auto& [name, value] : recorded_["attributes"].items()) {
      node.attributes.emplace(name, attribute(value));
    }
    spec.nodes.push_back(std::move(node));
    return spec;
  }

  static lucarne::Attribute attribute(const nlohmann::json& value) {
    if (value.contains("i")) return value["i"].get<std::int64_t>();
    if (value.contains("f")) return value["f"].get<float>();
    if (value.contains("s")) return value["s"].get<std::string>();
    return value["is"].get<std::vector<std::int64_t>>();
  }

  arma::fmat matrix(const std::string& key) const {
    const auto rows = recorded_[key].get<std::vector<std::vector<float>>>();
    arma::fmat matrix(rows[0].size(), rows.size());
    for (arma::uword item = 0; item < matrix.n_cols; ++item) {
      matrix.col(item) = arma::fvec(rows[item]);
    }
    return matrix;
  }

  std::string compare(const std::string& key, const arma::fmat& found) const {
    const arma::fmat wanted = matrix(key);
    if (arma::size(wanted) != arma::size(found)) return key + " has another size";
    const arma::fmat magnitude = arma::abs(wanted);
    const arma::fmat difference = arma::abs(wanted - found);
    const float allowed = 2e-5F * std::max(1.0F, magnitude.max());
    if (difference.max() <= allowed) return "";
    return key + " is off by " + std::to_string(difference.max());
  }

  nlohmann::json recorded_;
};

inline std::vector<GradientCase> gradient_cases() {
  std::ifstream in(LUCARNE_SOURCE_DIR "/tests/network/torch_gradients.json");
  std::vector<GradientCase> cases;
  for (const nlohmann::json& recorded : nlohmann::json::parse(in)) cases.emplace_back(recorded);
  return cases;
}
