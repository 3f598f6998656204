// SPDX-License-Identifier: MIT
#pragma once

#include "network/graph.hpp"

#include <lucarne/error.hpp>

#include <memory>
#include <string>
#include <vector>

/// Graphs of a few nodes, written in one line each. The input is "x", the output "y".
class SmallGraph {
 public:
  explicit SmallGraph(lucarne::Shape item, int opset = 13) {
    spec_.inputs = {{.name = "x", .shape = std::move(item)}};
    spec_.outputs = {"y"};
    spec_.opset = opset;
  }

  SmallGraph& node(const std::string& op, std::vector<std::string> inputs,
                   const std::string& output,
                   std::map<std::string, lucarne::Attribute> attributes = {}) {
    spec_.nodes.push_back({.name = output + "_node",
                           .op = op,
                           .inputs = std::move(inputs),
                           .outputs = {output},
                           .attributes = std::move(attributes)});
    return *this;
  }

  /// Elements in C order.
  SmallGraph& floats(const std::string& name, lucarne::Shape shape, std::vector<float> values) {
    spec_.constants[name] = {.shape = std::move(shape), .floats = arma::fvec(values)};
    return *this;
  }

  SmallGraph& integers(const std::string& name, std::vector<std::int64_t> values) {
    lucarne::Shape shape{values.size()};
    return integers(name, std::move(values), std::move(shape));
  }
  SmallGraph& integers(const std::string& name, std::vector<std::int64_t> values,
                       lucarne::Shape shape) {
    spec_.constants[name] = {
        .shape = std::move(shape), .integral = true, .integers = std::move(values)};
    return *this;
  }

  /// A node of several outputs.
  SmallGraph& nodes(const std::string& op, std::vector<std::string> inputs,
                    std::vector<std::string> outputs,
                    std::map<std::string, lucarne::Attribute> attributes = {}) {
    node(op, std::move(inputs), outputs[0], std::move(attributes));
    spec_.nodes.back().outputs = std::move(outputs);
    return *this;
  }

  /// What the input holds.
  SmallGraph& kind(lucarne::ElementKind kind) {
    spec_.inputs[0].kind = kind;
    return *this;
  }

  /// Another input, after "x".
  SmallGraph& input(const std::string& name, lucarne::Shape item,
                    lucarne::ElementKind kind = lucarne::ElementKind::floats) {
    spec_.inputs.push_back({.name = name, .shape = std::move(item), .kind = kind});
    return *this;
  }

  SmallGraph& batch(arma::uword n_items) {
    spec_.batch = n_items;
    return *this;
  }

  std::unique_ptr<lucarne::Network> network() const {
    return std::make_unique<lucarne::Network>(lucarne::build_graph(spec_));
  }

  arma::fmat output(const arma::fmat& inputs) const {
    const auto made = network();
    const auto pass = made->start_pass();
    pass->forward(inputs);
    return pass->tensor("y");
  }

  lucarne::Shape output_shape() const { return network()->layers().back().shape; }

  std::string refusal() const {
    try {
      network();
    } catch (const lucarne::Error& error) {
      return error.what();
    }
    return "made";
  }

 private:
  lucarne::GraphSpec spec_;
};
