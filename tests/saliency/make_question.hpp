// SPDX-License-Identifier: MIT
#pragma once

#include "network/perceptron.hpp"
#include "saliency/methods/feature_groups.hpp"
#include "saliency/methods/layers.hpp"

#include <thread>
#include <vector>

/// What a test asks of a method, with everything that a question refers to.
struct TestQuestion {
  explicit TestQuestion(const lucarne::Perceptron& perceptron, arma::uword n_threads = 1)
      : TestQuestion(lucarne::make_network(perceptron), n_threads) {}
  explicit TestQuestion(std::unique_ptr<lucarne::Network> made, arma::uword n_threads = 1)
      : network(std::move(made)),
        workers{[n_threads](arma::uword count, const std::function<void(arma::uword)>& task) {
                  std::vector<std::thread> threads;
                  for (arma::uword t = 0; t < n_threads; ++t) {
                    threads.emplace_back([&, t] {
                      for (arma::uword i = t; i < count; i += n_threads) task(i);
                    });
                  }
                  for (std::thread& one : threads) one.join();
                },
                [] {}} {}

  /// Every feature its own group, baseline zero, class 0.
  lucarne::saliency::Question about(const arma::fmat& inputs, lucarne::Shape shape = {}) const {
    lucarne::saliency::Question question{*network, random, workers};
    question.item_shape = shape.empty() ? lucarne::Shape{inputs.n_rows} : std::move(shape);
    question.inputs = inputs;
    question.classes.zeros(inputs.n_cols);
    question.keys = arma::regspace<arma::uvec>(0, 1, inputs.n_cols - 1);
    question.baselines = {arma::fmat(inputs.n_rows, 1, arma::fill::zeros), false};
    question.groups = arma::umat(arma::regspace<arma::uvec>(0, 1, inputs.n_rows - 1));
    return question;
  }

  std::unique_ptr<lucarne::Network> network;
  lucarne::saliency::Workers workers;
  lucarne::Random random{7, "test"};
};

inline lucarne::saliency::Explanation explained_by(const std::string& method,
                                                   const lucarne::saliency::Question& question,
                                                   lucarne::saliency::Settings settings = {}) {
  settings.method = method;
  return lucarne::saliency::explain(question, settings);
}

/// Weights and inputs without a pattern, from a fixed rule.
inline arma::fmat irregular(arma::uword rows, arma::uword columns, double phase) {
  arma::fmat values(rows, columns);
  for (arma::uword i = 0; i < values.n_elem; ++i) {
    values(i) = static_cast<float>(std::sin(12.9898 * static_cast<double>(i + 1) + phase));
  }
  return values;
}
