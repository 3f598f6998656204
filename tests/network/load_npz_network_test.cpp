// SPDX-License-Identifier: MIT
#include "network/network.hpp"
#include "same.hpp"
#include "support/temporary_folder.hpp"

#include <lucarne/error.hpp>

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

/// An NPZ as numpy itself writes it. `arrays`: "W1=[[1, 2]], b1=[0]".
std::filesystem::path npz(const TemporaryFolder& folder, const std::string& arrays) {
  const auto file = folder.path() / "network.npz";
  const std::string script = "import numpy as np; np.savez('" + file.string() +
                             "', **{k: np.asarray(v) for k, v in dict(" + arrays + ").items()})";
  REQUIRE(std::system(("/usr/bin/python3 -c \"" + script + "\"").c_str()) == 0);
  return file;
}

std::string npz_refusal(const std::string& arrays) {
  const TemporaryFolder folder;
  const auto file = npz(folder, arrays);
  try {
    load_network(file);
  } catch (const Error& error) {
    return std::string(error.what()).substr(file.string().size() + 2);
  }
  return "loaded";
}

}  // namespace

TEST_CASE("an NPZ of weights is read as a perceptron with ReLU between and softmax last", "[npz]") {
  const TemporaryFolder folder;
  // Doubles, integers, biases as a list and as one row: what numpy users keep.
  const auto network = load_network(npz(
      folder, "W1=[[1.0, -1], [2, 1]], b1=[0.5, 0], W2=[[1, 2, 3], [4, 5, 6]], b2=[[1, 0, -1]]"));
  CHECK(network->input_shape() == Shape{2});
  CHECK(network->layers().size() == 4);
  CHECK(same(network->weights("fc1"), arma::fmat{{1, -1}, {2, 1}}));
  CHECK(same(network->biases("logits"), arma::fvec{1, 0, -1}));
  const auto pass = network->start_pass();
  // x = (1, -2): (1 - 4 + 0.5, -1 - 2) = (-2.5, -3), relu = (0, 0), logits = b2.
  // x = (1, 1): (3.5, 0), logits = (3.5, 7, 10.5) + b2.
  pass->forward(arma::fmat{{1, 1}, {-2, 1}});
  CHECK(same(pass->tensor(network->logits()), arma::fmat{{1, 4.5F}, {0, 7}, {-1, 9.5F}}));
  CHECK(network->probabilities() == "probabilities");
}

TEST_CASE("an NPZ that is no perceptron is refused by the array that is wrong", "[npz]") {
  CHECK(npz_refusal("A=[1]") ==
        "array 'W1' is missing; W1, b1, W2, b2, ... are wanted, the file holds A");
  CHECK(npz_refusal("W1=[[1, 2]]") ==
        "array 'b1' is missing; W1, b1, W2, b2, ... are wanted, the file holds W1");
  CHECK(npz_refusal("W1=[1, 2], b1=[1]") == "array 'W1' has shape 2; inputs x outputs is wanted");
  CHECK(npz_refusal("W1=[[1, 2]], b1=[[1], [2]]") ==
        "array 'b1' has shape 2 x 1; one number per output is wanted");
  CHECK(
      npz_refusal("W1=[[1, 2]], b1=[0, 0], W2=[[1], [2], [3]], b2=[0]") ==
      "layer 2 of a perceptron: weights 3 x 1 with 1 biases, wanted 2 inputs and one bias a unit");
  CHECK(npz_refusal("W1=[[1, 2]], b1=[0, 0], W3=[[1, 2]], b3=[0]") ==
        "4 arrays, of which only W1, b1 to W1, b1 were expected");
  CHECK(npz_refusal("W1=[[1, np.inf]], b1=[0, 0]") ==
        "tensor 'logits.weight' holds inf at element 1 of 2; finite numbers are wanted, train the "
        "network again");
}

TEST_CASE("a network file of another kind is refused", "[npz]") {
  CHECK_THROWS_WITH(load_network("network.pt"),
                    "network.pt: networks are read from .onnx and .npz files");
}
