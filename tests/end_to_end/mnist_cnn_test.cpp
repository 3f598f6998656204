// SPDX-License-Identifier: MIT
#include "mnist_case.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

namespace {

// The config that ships, with the network that ships, on the digits of the case.
std::string cnn_pipeline() {
  std::string text = content_of(LUCARNE_SOURCE_DIR "/configs/mnist-cnn.yaml");
  const std::vector<std::pair<std::string, std::string>> changes{
      {"../data/mnist/train-images-idx3-ubyte.gz", "train-images"},
      {"../data/mnist/train-labels-idx1-ubyte.gz", "train-labels"},
      {"../data/mnist/t10k-images-idx3-ubyte.gz", "test-images"},
      {"../data/mnist/t10k-labels-idx1-ubyte.gz", "test-labels"},
      {"validation: 10000", "validation: 100"},
      {"../data/models/", LUCARNE_SOURCE_DIR "/data/models/"},
      {"samples: 1000", "samples: 100"}};
  for (const auto& [old, now] : changes) {
    const std::size_t at = text.find(old);
    REQUIRE(at != std::string::npos);
    text.replace(at, old.size(), now);
  }
  return text;
}

}  // namespace

TEST_CASE("the config of the convolutional network runs every method on its mistakes",
          "[.slow][mnist]") {
  const MnistCase mnist;
  const ProgramOutcome run =
      mnist.run_text(cnn_pipeline(), {"--set", "stages.embedding.perplexity=10"});
  INFO(run.err);
  REQUIRE(run.exit_code == 0);
  const auto errors = mnist.json("runs/mnist-cnn/errors/results.json");
  const double accuracy = errors.at("scalars").at("accuracy").at("value");
  CHECK(accuracy >= 0.98);
  const auto wrong = static_cast<std::size_t>(std::lround(500 * (1 - accuracy)));
  REQUIRE(wrong > 0);
  const std::size_t shown = std::min<std::size_t>(10, wrong);
  for (const char* stage : {"grad-cam", "integrated-gradients", "deeplift", "lrp", "occlusion"}) {
    INFO(stage);
    const std::string folder = std::string("runs/mnist-cnn/") + stage;
    const auto results = mnist.json(folder + "/results.json");
    CHECK(results.at("arrays").at("attributions").at("shape") == nlohmann::json({shown, 28, 28}));
    CHECK(content_of(mnist.path(folder + "/maps.png")).substr(1, 3) == "PNG");
  }
}
