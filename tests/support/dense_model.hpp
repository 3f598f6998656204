// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/error.hpp>
#include <lucarne/model.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

/// A network of dense layers fc1, <op>1, fc2, ... logits with any activation function between, for
/// tests that look at one network number by number. It has no gradients.
class DenseModel final : public lucarne::Model {
 public:
  struct Dense {
    arma::fmat weights;   ///< inputs x units
    std::string op = "";  ///< activation function after it ("Relu", "Sigmoid", "Tanh"); "": none
    arma::fvec biases = {};
  };

  explicit DenseModel(std::vector<Dense> dense) : dense_(std::move(dense)) {
    shape_ = {dense_.front().weights.n_rows};
    for (std::size_t i = 0; i < dense_.size(); ++i) {
      const bool last = i + 1 == dense_.size();
      const std::string number = std::to_string(i + 1);
      const std::string name = last ? logits_ : "fc" + number;
      const lucarne::Shape units{dense_[i].weights.n_cols};
      layers_.push_back({name, "Gemm", name, units, false, true});
      if (dense_[i].op.empty()) continue;
      layers_.push_back({"act" + number, dense_[i].op, "act" + number, units, true, false});
    }
  }

  const std::string& input_name() const override { return input_; }
  const lucarne::Shape& input_shape() const override { return shape_; }
  arma::uword n_classes() const override { return dense_.back().weights.n_cols; }
  const std::vector<lucarne::Layer>& layers() const override { return layers_; }
  const std::string& logits() const override { return logits_; }
  const std::string& probabilities() const override { return none_; }
  const arma::fmat& weights(std::string_view layer) const override { return find(layer).weights; }
  const arma::fvec& biases(std::string_view layer) const override { return find(layer).biases; }

  std::unique_ptr<lucarne::Pass> start_pass() const override {
    return std::make_unique<DensePass>(*this);
  }
  std::unique_ptr<lucarne::LinearMap> linear_map(std::string_view,
                                                 const lucarne::WeightChange&) const override {
    return nullptr;
  }
  std::unique_ptr<lucarne::Model> with_merged_normalization() const override { return nullptr; }

 private:
  class DensePass final : public lucarne::Pass {
   public:
    explicit DensePass(const DenseModel& model) : model_(model) {}
    void forward(const arma::fmat& inputs) override {
      tensors_.clear();
      arma::fmat now = inputs;
      for (const Dense& dense : model_.dense_) {
        now = dense.weights.t() * now;
        if (!dense.biases.is_empty()) now.each_col() += dense.biases;
        tensors_.push_back(now);
        if (dense.op.empty()) continue;
        if (dense.op == "Relu") now.transform([](float z) { return z > 0 ? z : 0.0f; });
        if (dense.op == "Sigmoid") now.transform([](float z) { return 1 / (1 + std::exp(-z)); });
        if (dense.op == "Tanh") now = arma::tanh(now);
        tensors_.push_back(now);
      }
    }
    void forward_from(std::string_view, const arma::fmat&) override {
      throw lucarne::Error("this network takes no tensors in place of its own");
    }
    const arma::fmat& tensor(std::string_view name) const override {
      for (std::size_t i = 0; i < model_.layers_.size(); ++i) {
        if (model_.layers_[i].name == name) return tensors_.at(i);
      }
      throw lucarne::Error("no tensor '" + std::string(name) + "'");
    }
    arma::fmat gradient(std::string_view, const arma::fmat&, std::string_view) override {
      throw lucarne::Error("this network has no gradients");
    }
    arma::fmat propagate(std::string_view, const arma::fmat&, std::string_view,
                         const lucarne::ReverseRule&) override {
      throw lucarne::Error("this network has no gradients");
    }

   private:
    const DenseModel& model_;
    std::vector<arma::fmat> tensors_;
  };

  const Dense& find(std::string_view layer) const {
    std::size_t i = 0;
    for (const lucarne::Layer& one : layers_) {
      if (!one.weighted) continue;
      if (one.name == layer) return dense_[i];
      ++i;
    }
    throw lucarne::Error("no weights in '" + std::string(layer) + "'");
  }

  std::vector<Dense> dense_;
  std::vector<lucarne::Layer> layers_;
  lucarne::Shape shape_;
  std::string input_ = "input";
  std::string logits_ = "logits";
  std::string none_;
};
