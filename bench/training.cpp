// SPDX-License-Identifier: MIT
// bench_training MNIST-FOLDER LEARNING-RATE EPOCHS VALIDATION THREADS SEED
// Trains 784-256-128-10 with Adam in batches of 128; prints seconds of training alone and the test
// accuracy. Run by bench/training.sh.
#include "network/training.hpp"
#include "data/loaded_dataset.hpp"

#include <cblas.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

namespace {

lucarne::LoadedDataset mnist(const std::filesystem::path& folder, arma::uword validation) {
  lucarne::DatasetSpec spec;
  spec.train = {folder / "train-images-idx3-ubyte.gz", folder / "train-labels-idx1-ubyte.gz"};
  spec.test = {folder / "t10k-images-idx3-ubyte.gz", folder / "t10k-labels-idx1-ubyte.gz"};
  spec.validation = validation;
  spec.scale = 255;
  return lucarne::LoadedDataset(spec);
}

double test_accuracy(const lucarne::Perceptron& perceptron, const lucarne::Dataset& dataset) {
  const auto network = lucarne::make_network(perceptron);
  const auto pass = network->start_pass();
  arma::fmat inputs;
  dataset.read("test", 0, dataset.n_items("test"), inputs);
  pass->forward(inputs);
  const arma::uvec right =
      lucarne::predicted_classes(pass->tensor(network->logits())) == dataset.labels("test");
  return static_cast<double>(arma::accu(right)) / static_cast<double>(right.n_elem);
}

void run(const std::vector<std::string>& arguments) {
  openblas_set_num_threads(1);
  lucarne::TrainingSpec spec;
  spec.learning_rate = std::stod(arguments.at(1));
  spec.epochs = std::stoul(arguments.at(2));
  const lucarne::LoadedDataset dataset =
      mnist(arguments.at(0), static_cast<arma::uword>(std::stoul(arguments.at(3))));
  const auto n_threads = static_cast<unsigned>(std::stoul(arguments.at(4)));
  dataset.wait("train");
  dataset.wait("test");
  const auto start = std::chrono::steady_clock::now();
  const lucarne::TrainingOutcome outcome =
      lucarne::train(dataset, spec, std::stoull(arguments.at(5)), n_threads, nullptr, nullptr);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  fmt::print("{:.2f} s, train accuracy {:.4f}, validation {:.4f}, test {:.4f}\n", seconds.count(),
             outcome.epochs.back().train_accuracy, outcome.epochs.back().validation_accuracy,
             test_accuracy(outcome.perceptron, dataset));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run({argv + 1, argv + argc});
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_training: {}\n", error.what());
    return 1;
  }
}
