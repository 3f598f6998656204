// SPDX-License-Identifier: MIT
#include "network/perceptron.hpp"
#include "same.hpp"
#include "support/make_onnx.hpp"
#include "support/temporary_folder.hpp"

#include <lucarne/error.hpp>
#include <lucarne/random.hpp>

#include <sys/wait.h>
#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

Perceptron random_perceptron(const std::vector<arma::uword>& sizes) {
  const Random random(7, "save_onnx");
  Perceptron p;
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
    Perceptron::Dense dense{arma::fmat(sizes[i], sizes[i + 1]), arma::fvec(sizes[i + 1])};
    arma::uword draw = 0;
    for (float& weight : dense.weights) weight = static_cast<float>(random.normal(i, draw++));
    for (float& bias : dense.biases) bias = static_cast<float>(random.normal(i, draw++));
    p.layers.push_back(std::move(dense));
  }
  return p;
}

// The Debian interpreter: its packages hold onnx.
int run_python(const std::string& arguments) {
  const std::string script = std::string(LUCARNE_SOURCE_DIR) + "/tests/network/check_onnx.py";
  const int status = std::system(("/usr/bin/python3 '" + script + "' " + arguments).c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_CASE("a saved network passes onnx's checker and computes the same in numpy", "[onnx]") {
  const TemporaryFolder folder;
  const auto network = make_network(random_perceptron({5, 7, 4, 3}));
  const auto file = folder.path() / "network.onnx";
  save_onnx(*network, file);

  const arma::fmat items{
      {1, -1, 0.5F, 2}, {0, 3, 1, -2}, {2, 1, -1, 0.25F}, {-1, 0, 2, 1}, {1, 1, 1, -3}};
  REQUIRE(arma::fmat(items.t()).save(folder.path().string() + "/items.txt", arma::raw_ascii));
  const std::string base = "'" + folder.path().string();
  REQUIRE(run_python(base + "/network.onnx' " + base + "/items.txt' " + base + "/out.txt' > " +
                     base + "/facts.txt'") == 0);
  CHECK(content_of(folder.path() / "facts.txt") == "13 7 batch\n");

  arma::mat expected;
  REQUIRE(expected.load(folder.path().string() + "/out.txt", arma::raw_ascii));
  const auto pass = network->start_pass();
  pass->forward(items);
  // Sums of at most 7 products of size about 3 in float32: 1e-6 each, probabilities up to 1.
  CHECK(same(pass->tensor("probabilities"), arma::conv_to<arma::fmat>::from(expected.t()), 1e-5F));
}

TEST_CASE("a network loaded from its file is the network that was saved", "[onnx]") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "network.onnx";
  const std::map<std::string, std::string> metadata = {{"training", "{\"seed\": 42}"},
                                                       {"a", "b\n\"c\""}};
  const auto saved = make_network(random_perceptron({6, 5, 3}), metadata);
  save_onnx(*saved, file);
  const auto loaded = load_onnx(file);
  CHECK(loaded->metadata() == metadata);
  CHECK(loaded->input_name() == "input");
  CHECK(loaded->logits() == "logits");
  CHECK(loaded->probabilities() == "probabilities");
  REQUIRE(loaded->layers().size() == saved->layers().size());
  for (std::size_t i = 0; i < loaded->layers().size(); ++i) {
    CHECK(loaded->layers()[i].name == saved->layers()[i].name);
    CHECK(loaded->layers()[i].shape == saved->layers()[i].shape);
  }
  for (const std::string layer : {"fc1", "logits"}) {
    CHECK(same(loaded->weights(layer), saved->weights(layer)));
    CHECK(same(loaded->biases(layer), saved->biases(layer)));
  }
}

TEST_CASE("saving the same network gives the same bytes", "[onnx]") {
  const TemporaryFolder folder;
  const auto network = make_network(random_perceptron({4, 3, 2}), {{"b", "1"}, {"a", "2"}});
  save_onnx(*network, folder.path() / "one.onnx");
  save_onnx(*load_onnx(folder.path() / "one.onnx"), folder.path() / "two.onnx");
  CHECK(content_of(folder.path() / "one.onnx") == content_of(folder.path() / "two.onnx"));
  CHECK(content_of(folder.path() / "one.onnx").size() > 100);
}

TEST_CASE("a network that cannot be written leaves nothing behind", "[onnx]") {
  const TemporaryFolder folder;
  const auto network = make_network(random_perceptron({4, 3, 2}));
  const auto nowhere = folder.path() / "missing" / "network.onnx";
  CHECK_THROWS_WITH(save_onnx(*network, nowhere),
                    nowhere.string() + ": cannot be written: No such file or directory");
  // Renaming onto a folder fails after everything was written.
  const auto taken = folder.path() / "taken.onnx";
  std::filesystem::create_directory(taken);
  CHECK_THROWS_WITH(save_onnx(*network, taken), Catch::Contains("cannot be written"));
  std::size_t n_entries = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    n_entries += entry.is_directory() ? 1 : 100;
  }
  CHECK(n_entries == 1);
}
