// SPDX-License-Identifier: MIT
#include "network/training.hpp"

#include <lucarne/error.hpp>

#include "one_blas_thread.hpp"
#include "support/memory_dataset.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstring>

using namespace lucarne;
using Catch::Matchers::Contains;

namespace {

/// Items around one centre for each class; `spread` 0.3 keeps them apart.
MemoryDataset::Split clouds(arma::uword n_items, arma::uword n_features, arma::uword n_classes,
                            std::uint64_t item) {
  const Random random(3, "clouds");
  MemoryDataset::Split split{arma::fmat(n_features, n_items), arma::uvec(n_items)};
  for (arma::uword i = 0; i < n_items; ++i) {
    split.labels(i) = i % n_classes;
    for (arma::uword f = 0; f < n_features; ++f) {
      const double centre = f % n_classes == i % n_classes ? 2 : 0;
      split.inputs(f, i) =
          static_cast<float>(centre + 0.3 * random.normal(item, i * n_features + f));
    }
  }
  return split;
}

MemoryDataset cloud_dataset(arma::uword n_train, arma::uword n_features,
                            arma::uword n_validation = 0) {
  std::map<std::string, MemoryDataset::Split> splits;
  splits["train"] = clouds(n_train, n_features, 3, 0);
  if (n_validation > 0) splits["validation"] = clouds(n_validation, n_features, 3, 1);
  return {{n_features}, {"a", "b", "c"}, splits};
}

TrainingSpec small_spec() {
  TrainingSpec spec;
  spec.hidden = {6};
  spec.learning_rate = 0.01;
  spec.epochs = 3;
  spec.batch_size = 16;
  return spec;
}

TrainingOutcome trained(const Dataset& dataset, const TrainingSpec& spec, unsigned n_threads = 2) {
  const OneBlasThread blas;
  return train(dataset, spec, 42, n_threads, nullptr, nullptr);
}

arma::uvec predictions(const Perceptron& perceptron, arma::fmat values) {
  for (std::size_t layer = 0; layer < perceptron.layers.size(); ++layer) {
    const Perceptron::Dense& dense = perceptron.layers[layer];
    arma::fmat outputs = dense.weights.t() * values;
    outputs.each_col() += dense.biases;
    const bool last = layer + 1 == perceptron.layers.size();
    values = last ? outputs : arma::fmat(arma::clamp(outputs, 0, arma::fdatum::inf));
  }
  return predicted_classes(values);
}

bool same_bits(const arma::fmat& a, const arma::fmat& b) {
  return a.n_rows == b.n_rows && a.n_cols == b.n_cols &&
         std::memcmp(a.memptr(), b.memptr(), a.n_elem * sizeof(float)) == 0;
}

}  // namespace

TEST_CASE("training learns exclusive or", "[training]") {
  MemoryDataset::Split split{arma::fmat(2, 40), arma::uvec(40)};
  for (arma::uword i = 0; i < 40; ++i) {
    const arma::uword a = i & 1;
    const arma::uword b = (i >> 1) & 1;
    split.inputs(0, i) = static_cast<float>(a);
    split.inputs(1, i) = static_cast<float>(b);
    split.labels(i) = a ^ b;
  }
  TrainingSpec spec = small_spec();
  spec.hidden = {8};
  spec.learning_rate = 0.02;
  spec.epochs = 150;
  spec.batch_size = 8;
  const TrainingOutcome outcome =
      trained(MemoryDataset({2}, {"same", "different"}, {{"train", split}}), spec);
  CHECK(outcome.epochs.back().train_accuracy == 1);
  CHECK(outcome.epochs.back().loss < 0.05);
  CHECK(arma::all(predictions(outcome.perceptron, split.inputs) == split.labels));
}

TEST_CASE("every optimizer separates three clouds", "[training]") {
  const MemoryDataset dataset = cloud_dataset(120, 6, 300);
  TrainingSpec spec = small_spec();
  spec.optimizer = GENERATE(Optimizer::sgd, Optimizer::momentum, Optimizer::adam);
  spec.hidden = GENERATE(std::vector<arma::uword>{}, std::vector<arma::uword>{16});
  spec.learning_rate = 0.03;
  spec.epochs = 20;
  const TrainingOutcome outcome = trained(dataset, spec);
  REQUIRE(outcome.epochs.size() == 20);
  CHECK(outcome.epochs.back().loss < outcome.epochs.front().loss);
  CHECK(outcome.epochs.back().train_accuracy == 1);
  CHECK(outcome.epochs.back().validation_accuracy == 1);
}

TEST_CASE("the result has the same bits for any number of threads", "[training]") {
  // 200 x 300 weights are more than one slab, 150 items more than one chunk and one batch.
  // Shares of zeros: below and above where products become sparse.
  const float at_least = GENERATE(-100.0F, 1.0F);
  MemoryDataset::Split split = clouds(150, 200, 3, 0);
  split.inputs.for_each([&](float& value) { value = value < at_least ? 0 : value; });
  const MemoryDataset dataset({200}, {"a", "b", "c"}, {{"train", split}, {"validation", split}});
  TrainingSpec spec = small_spec();
  spec.hidden = {300, 20};
  spec.batch_size = 128;
  const TrainingOutcome one = trained(dataset, spec, 1);
  for (const unsigned n_threads : {2U, 4U}) {
    const TrainingOutcome other = trained(dataset, spec, n_threads);
    for (std::size_t layer = 0; layer < one.perceptron.layers.size(); ++layer) {
      CHECK(
          same_bits(one.perceptron.layers[layer].weights, other.perceptron.layers[layer].weights));
      CHECK(same_bits(one.perceptron.layers[layer].biases, other.perceptron.layers[layer].biases));
    }
    for (std::size_t epoch = 0; epoch < one.epochs.size(); ++epoch) {
      CHECK(one.epochs[epoch].loss == other.epochs[epoch].loss);
      CHECK(one.epochs[epoch].validation_accuracy == other.epochs[epoch].validation_accuracy);
    }
  }
}

TEST_CASE("the seed decides the result", "[training]") {
  const OneBlasThread blas;
  const MemoryDataset dataset = cloud_dataset(40, 4);
  const auto weights = [&](std::uint64_t seed) -> arma::fmat {
    return train(dataset, small_spec(), seed, 1, nullptr, nullptr).perceptron.layers[0].weights;
  };
  CHECK(same_bits(weights(1), weights(1)));
  CHECK_FALSE(same_bits(weights(1), weights(2)));
}

TEST_CASE("validation accuracy is that of the network at the end of the epoch", "[training]") {
  // 300 items are more than one piece of the forward pass.
  MemoryDataset::Split noisy = clouds(300, 4, 3, 5);
  for (arma::uword i = 0; i < 300; i += 7) noisy.labels(i) = (noisy.labels(i) + 1) % 3;
  const MemoryDataset dataset({4}, {"a", "b", "c"},
                              {{"train", clouds(60, 4, 3, 0)}, {"validation", noisy}});
  const TrainingOutcome outcome = trained(dataset, small_spec());
  const arma::uvec right = predictions(outcome.perceptron, noisy.inputs) == noisy.labels;
  CHECK(outcome.epochs.back().validation_accuracy ==
        Approx(static_cast<double>(arma::accu(right)) / 300).epsilon(1e-12));
}

TEST_CASE("the network handed out is the mean over the steps of the tail", "[training]") {
  // One step an epoch: the networks of 1 .. 4 epochs without a tail are those after each step, and
  // half of four steps is a tail of two.
  const MemoryDataset dataset = cloud_dataset(30, 4);
  const auto weights = [&](arma::uword epochs, double tail) -> arma::fmat {
    TrainingSpec spec = small_spec();
    spec.batch_size = 30;
    spec.epochs = epochs;
    spec.averaged_tail = tail;
    return trained(dataset, spec).perceptron.layers[0].weights;
  };
  const arma::fmat mean = (weights(3, 0) + weights(4, 0)) / 2;
  // One rounding of numbers near 1.
  CHECK(arma::approx_equal(weights(4, 0.5), mean, "absdiff", 1e-6F));
  CHECK_FALSE(arma::approx_equal(weights(4, 0), mean, "absdiff", 1e-4F));
}

TEST_CASE("without a validation split its accuracy is NaN", "[training]") {
  const TrainingOutcome outcome = trained(cloud_dataset(30, 4), small_spec());
  CHECK(std::isnan(outcome.epochs.back().validation_accuracy));
}

TEST_CASE("cancelling stops within a batch and reports no finished epoch", "[training]") {
  const OneBlasThread blas;
  const MemoryDataset dataset = cloud_dataset(64, 4);
  int n_asked = 0;
  bool finished = false;
  CHECK_THROWS_AS(
      train(
          dataset, small_spec(), 42, 2,
          [&](const TrainingProgress& progress) { finished |= progress.finished != nullptr; },
          [&] { return ++n_asked == 3; }),
      Cancelled);
  CHECK(n_asked == 3);  // of the four batches of the first epoch
  CHECK_FALSE(finished);
}

TEST_CASE("each finished epoch is reported once with its record", "[training]") {
  const OneBlasThread blas;
  const MemoryDataset dataset = cloud_dataset(50, 4);
  std::vector<arma::uword> epochs;
  std::vector<double> losses;
  const TrainingOutcome outcome = train(
      dataset, small_spec(), 42, 2,
      [&](const TrainingProgress& progress) {
        CHECK(progress.items == 50);
        CHECK(progress.items_done <= 50);
        if (progress.finished == nullptr) return;
        epochs.push_back(progress.epoch);
        losses.push_back(progress.finished->loss);
      },
      nullptr);
  CHECK(epochs == std::vector<arma::uword>{1, 2, 3});
  REQUIRE(losses.size() == 3);
  CHECK(losses[2] == outcome.epochs[2].loss);
}

TEST_CASE("a learning rate that diverges says to lower it", "[training]") {
  TrainingSpec spec = small_spec();
  spec.optimizer = GENERATE(Optimizer::sgd, Optimizer::momentum, Optimizer::adam);
  spec.learning_rate = 1e30;
  CHECK_THROWS_WITH(
      trained(cloud_dataset(40, 4), spec),
      Contains("the loss stopped being finite in epoch 1") && Contains("lower the learning rate"));
}

TEST_CASE("what cannot be trained is refused", "[training]") {
  const MemoryDataset dataset = cloud_dataset(40, 4);
  TrainingSpec spec = small_spec();
  spec.batch_size = 0;
  CHECK_THROWS_WITH(trained(dataset, spec), "training: batch_size must be at least 1, found 0");
  spec = small_spec();
  spec.hidden = {4, 0};
  CHECK_THROWS_WITH(trained(dataset, spec),
                    "training: each hidden layer must have at least 1 unit, found 0");
  spec = small_spec();
  spec.averaged_tail = 1.5;
  CHECK_THROWS_WITH(trained(dataset, spec),
                    "training: averaged_tail must be from 0 to 1, found 1.5");
  CHECK_THROWS_WITH(trained(cloud_dataset(0, 4), small_spec()),
                    "training: the split 'train' holds no items");
}

TEST_CASE("the training record holds specification, seed and epochs as JSON", "[training]") {
  TrainingSpec spec = small_spec();
  spec.optimizer = Optimizer::momentum;
  const std::string record = training_record(
      spec, 42, {{0.5, 0.75, 0.625}, {0.25, 0.875, std::numeric_limits<double>::quiet_NaN()}});
  CHECK(record == R"({"hidden":[6],"optimizer":"momentum","learning_rate":0.01,"momentum":0.9,)"
                  R"("batch_size":16,"averaged_tail":0.1,"seed":42,"epochs":[)"
                  R"({"loss":0.5,"train_accuracy":0.75,"validation_accuracy":0.625},)"
                  R"({"loss":0.25,"train_accuracy":0.875}]})");
}
