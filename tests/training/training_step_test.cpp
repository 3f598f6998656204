// SPDX-License-Identifier: MIT
#include "network/training_step.hpp"

#include "one_blas_thread.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lucarne::training;
using lucarne::Perceptron;
using lucarne::Random;

namespace {

/// Five items of three features, four and three hidden units, three classes.
struct Small {
  Small() : parameters(parameters_of(lucarne::he_initialised(3, {4, 3}, 3, random))) {
    for (arma::fmat& layer : parameters) layer.tail_cols(1).fill(0.25F);  // biases
  }
  Batch batch() const {
    Batch batch(parameters, 5);
    arma::fmat inputs(3, 5);
    for (arma::uword i = 0; i < inputs.n_elem; ++i) {
      inputs(i) = static_cast<float>(random.normal(100, i));
    }
    batch.set_inputs(0, inputs);
    batch.labels = {0, 2, 1, 1, 0};
    batch.size = 5;
    return batch;
  }
  double mean_loss() const {
    Batch run = batch();
    forward(parameters, run, 0, 5);
    return score(run, 0, 5).loss / 5;
  }

  Random random{7, "test"};
  lucarne::training::Parameters parameters;
};

}  // namespace

TEST_CASE("the step's gradient agrees with central differences", "[training]") {
  const OneBlasThread blas;
  Small small;
  Batch batch = small.batch();
  forward(small.parameters, batch, 0, 5);
  score_and_differentiate(batch, 0, 5);
  backward(small.parameters, batch, 0, 5);
  // The loss in float is good to 1e-7, so a difference over 2h is to 1e-7 / h; the formula's own
  // error is of order h^2. Both are below 1e-4 at h = 0.005.
  constexpr float h = 0.005F;
  for (std::size_t layer = 0; layer < small.parameters.size(); ++layer) {
    arma::fmat& parameters = small.parameters[layer];
    arma::fmat analytic(arma::size(parameters));
    gradient(batch, layer, 0, parameters.n_cols, {analytic.memptr(), analytic.n_elem});
    CHECK(arma::abs(analytic).max() > 0.01F);
    for (arma::uword i = 0; i < parameters.n_elem; ++i) {
      const float kept = parameters(i);
      parameters(i) = kept + h;
      const double above = small.mean_loss();
      parameters(i) = kept - h;
      const double below = small.mean_loss();
      parameters(i) = kept;
      INFO("layer " << layer << ", parameter " << i);
      CHECK(analytic(i) == Approx((above - below) / (2 * h)).margin(1e-4));
    }
  }
}

TEST_CASE("runs of columns give what the whole batch gives", "[training]") {
  const OneBlasThread blas;
  const Small small;
  Batch whole = small.batch();
  forward(small.parameters, whole, 0, 5);
  const Score score_of_whole = score_and_differentiate(whole, 0, 5);
  backward(small.parameters, whole, 0, 5);
  Batch parts = small.batch();
  Score sum;
  for (const auto& [first, count] : {std::pair<arma::uword, arma::uword>{0, 2}, {2, 3}}) {
    forward(small.parameters, parts, first, count);
    const Score part = score_and_differentiate(parts, first, count);
    sum.loss += part.loss;
    sum.n_correct += part.n_correct;
    backward(small.parameters, parts, first, count);
  }
  CHECK(sum.loss == Approx(score_of_whole.loss).epsilon(1e-6));
  CHECK(sum.n_correct == score_of_whole.n_correct);
  for (std::size_t layer = 0; layer < small.parameters.size(); ++layer) {
    // Products of other widths may add in another order: roundings of float near 1.
    CHECK(arma::approx_equal(whole.deltas[layer], parts.deltas[layer], "absdiff", 1e-6F));
    const arma::fmat& all = small.parameters[layer];
    arma::fmat once(arma::size(all));
    gradient(whole, layer, 0, all.n_cols, {once.memptr(), once.n_elem});
    arma::fmat slabs(arma::size(all));
    gradient(whole, layer, 0, 2, {slabs.memptr(), 2 * all.n_rows});
    gradient(whole, layer, 2, all.n_cols - 2, {slabs.colptr(2), (all.n_cols - 2) * all.n_rows});
    CHECK(arma::approx_equal(once, slabs, "absdiff", 1e-6F));
  }
}

TEST_CASE("equal logits cost the logarithm of the number of classes", "[training]") {
  Small small;
  small.parameters.back().zeros();
  // score() sums over the items; log 3 in float arithmetic to its rounding.
  CHECK(small.mean_loss() == Approx(std::log(3.0)).epsilon(1e-6));
}

TEST_CASE("huge logits give a finite loss", "[training]") {
  Small small;
  Batch batch = small.batch();
  batch.deltas.back().zeros();
  batch.deltas.back().row(0).fill(1e30F);
  const Score total = score(batch, 0, 5);
  CHECK(std::isfinite(total.loss));
  CHECK(total.n_correct == 2);  // the two items of class 0
}

TEST_CASE("NaN passes through the layers into the loss", "[training]") {
  const OneBlasThread blas;
  Small small;
  small.parameters[0](0, 0) = arma::fdatum::nan;
  CHECK(std::isnan(small.mean_loss()));
}

TEST_CASE("parameters become a perceptron and back without change", "[training]") {
  const Small small;
  const Perceptron perceptron = perceptron_of(small.parameters);
  REQUIRE(perceptron.layers.size() == 3);
  CHECK(perceptron.layers[0].weights.n_rows == 3);
  CHECK(perceptron.layers[0].weights.n_cols == 4);
  CHECK(perceptron.layers[0].weights(2, 1) == small.parameters[0](1, 2));
  CHECK(perceptron.layers[2].biases(0) == 0.25F);
  const lucarne::training::Parameters back = parameters_of(perceptron);
  for (std::size_t layer = 0; layer < back.size(); ++layer) {
    CHECK(arma::approx_equal(back[layer], small.parameters[layer], "absdiff", 0));
  }
}
