// SPDX-License-Identifier: MIT
#include "data/loaded_dataset.hpp"

#include "data_files.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

DatasetSpec whole_mnist() {
  DatasetSpec spec;
  spec.train = SplitFiles{mnist("train-images-idx3-ubyte.gz"), mnist("train-labels-idx1-ubyte.gz")};
  spec.test = SplitFiles{mnist("t10k-images-idx3-ubyte.gz"), mnist("t10k-labels-idx1-ubyte.gz")};
  return spec;
}

double sum_of(const LoadedDataset& data, const std::string& split) {
  double sum = 0;
  arma::fmat inputs;
  for (arma::uword first = 0; first < data.n_items(split); first += 500) {
    data.read(split, first, 500, inputs);
    // Whole numbers below 2^53 add up exactly in double.
    sum += arma::accu(arma::conv_to<arma::mat>::from(inputs));
  }
  return sum;
}

}  // namespace

TEST_CASE("MNIST is read in full", "[mnist]") {
  DatasetSpec spec = whole_mnist();
  spec.validation = 10000;
  const LoadedDataset data(spec);
  CHECK(data.n_items("train") == 50000);
  CHECK(data.n_items("validation") == 10000);
  CHECK(data.n_items("test") == 10000);
  CHECK(data.item_shape() == Shape{28, 28});
  CHECK(data.class_names().size() == 10);
  CHECK(data.labels("train")[0] == 5);
  CHECK(data.labels("test")[0] == 7);
  // Images of each digit in the test set, as published with the set.
  const arma::uvec counts = arma::hist(data.labels("test"), arma::regspace<arma::uvec>(0, 9));
  CHECK(arma::all(counts == arma::uvec{980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009}));
  // Pixel sums, computed with Python's gzip and sum.
  CHECK(sum_of(data, "train") + sum_of(data, "validation") == 1567298545);
  CHECK(sum_of(data, "test") == 264923200);
}

TEST_CASE("a data set may go away while it is being read", "[mnist]") {
  for (int i = 0; i < 3; ++i) CHECK(LoadedDataset(whole_mnist()).n_items("train") == 60000);
}
