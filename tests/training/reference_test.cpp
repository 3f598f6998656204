// SPDX-License-Identifier: MIT
#include "network/training.hpp"

#include "one_blas_thread.hpp"
#include "support/memory_dataset.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

/// The textbook loop in double, one matrix operation after the other, on weights with one hidden
/// layer and biases.
class Reference {
 public:
  Reference(const Perceptron& start, const TrainingSpec& spec) : spec_(spec) {
    for (const Perceptron::Dense& layer : start.layers) {
      values_.push_back(arma::conv_to<arma::mat>::from(layer.weights));
      values_.push_back(arma::conv_to<arma::mat>::from(layer.biases));
    }
    for (const arma::mat& value : values_) {
      first_.emplace_back(arma::size(value), arma::fill::zeros);
      second_.emplace_back(arma::size(value), arma::fill::zeros);
    }
  }

  void step(const arma::mat& x, const arma::uvec& labels) {
    arma::mat z1 = values_[0].t() * x;
    z1.each_col() += arma::vec(values_[1]);
    const arma::mat a1 = arma::clamp(z1, 0, arma::datum::inf);
    arma::mat z2 = values_[2].t() * a1;
    z2.each_col() += arma::vec(values_[3]);
    arma::mat delta2 = arma::exp(z2);
    delta2.each_row() /= arma::rowvec(arma::sum(delta2, 0));
    for (arma::uword i = 0; i < labels.n_elem; ++i) delta2(labels(i), i) -= 1;
    delta2 /= static_cast<double>(labels.n_elem);
    const arma::mat delta1 = (values_[2] * delta2) % arma::conv_to<arma::mat>::from(z1 > 0);
    ++n_steps_;
    change(0, x * delta1.t());
    change(1, arma::sum(delta1, 1));
    change(2, a1 * delta2.t());
    change(3, arma::sum(delta2, 1));
  }

  const arma::mat& value(std::size_t i) const { return values_[i]; }

 private:
  void change(std::size_t i, const arma::mat& g) {
    const double rate = spec_.learning_rate;
    if (spec_.optimizer == Optimizer::sgd) {
      values_[i] -= rate * g;
    } else if (spec_.optimizer == Optimizer::momentum) {
      first_[i] = spec_.momentum * first_[i] + g;
      values_[i] -= rate * first_[i];
    } else {
      // Kingma and Ba, algorithm 1, line by line.
      first_[i] = 0.9 * first_[i] + 0.1 * g;
      second_[i] = 0.999 * second_[i] + 0.001 * arma::square(g);
      const arma::mat first_hat = first_[i] / (1 - std::pow(0.9, n_steps_));
      const arma::mat second_hat = second_[i] / (1 - std::pow(0.999, n_steps_));
      values_[i] -= rate * first_hat / (arma::sqrt(second_hat) + 1e-8);
    }
  }

  TrainingSpec spec_;
  std::vector<arma::mat> values_;
  std::vector<arma::mat> first_;
  std::vector<arma::mat> second_;
  int n_steps_ = 0;
};

}  // namespace

TEST_CASE("training follows the textbook loop batch by batch", "[training]") {
  const OneBlasThread blas;
  constexpr arma::uword n = 70;
  const Random random(11, "items");
  MemoryDataset::Split split{arma::fmat(5, n), arma::uvec(n)};
  for (arma::uword i = 0; i < split.inputs.n_elem; ++i) {
    split.inputs(i) = static_cast<float>(random.normal(0, i));
  }
  // Mostly zeros take a path of their own through the first layer.
  if (GENERATE(false, true)) {
    for (arma::uword i = 0; i < split.inputs.n_elem; ++i) {
      if (random.below(6, 2, i) > 0) split.inputs(i) = 0;
    }
  }
  for (arma::uword i = 0; i < n; ++i) split.labels(i) = random.below(3, 1, i);
  const MemoryDataset dataset({5}, {"a", "b", "c"}, {{"train", split}});

  TrainingSpec spec;
  spec.hidden = {7};
  spec.learning_rate = 0.05;
  spec.epochs = 2;
  spec.optimizer = GENERATE(Optimizer::sgd, Optimizer::momentum, Optimizer::adam);
  // Batches of 30, 30 and 10; of 70, twice the width of a task and a bit; one larger than the data.
  spec.batch_size = GENERATE(30U, 70U, 1000U);

  Reference reference(he_initialised(5, spec.hidden, 3, Random(42, "initialisation")), spec);
  for (arma::uword epoch = 1; epoch <= spec.epochs; ++epoch) {
    const arma::uvec order = Random(42, "training").permutation(n, epoch);
    for (arma::uword first = 0; first < n; first += spec.batch_size) {
      const arma::uvec items =
          order.subvec(first, std::min<arma::uword>(first + spec.batch_size, n) - 1);
      reference.step(arma::conv_to<arma::mat>::from(split.inputs.cols(items)),
                     split.labels.elem(items));
    }
  }

  const TrainingOutcome outcome = train(dataset, spec, 42, 2, nullptr, nullptr);
  // Six steps in float against double: roundings of 1e-7 each, which Adam's division by small
  // second moments can enlarge to a hundred times that.
  for (std::size_t layer = 0; layer < 2; ++layer) {
    const arma::mat weights =
        arma::conv_to<arma::mat>::from(outcome.perceptron.layers[layer].weights);
    const arma::mat biases =
        arma::conv_to<arma::mat>::from(outcome.perceptron.layers[layer].biases);
    CHECK(arma::abs(weights - reference.value(2 * layer)).max() < 2e-5);
    CHECK(arma::abs(biases - reference.value(2 * layer + 1)).max() < 2e-5);
  }
}
