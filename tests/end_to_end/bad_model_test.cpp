// SPDX-License-Identifier: MIT
#include "refused.hpp"

#include <cmath>
#include <limits>

TEST_CASE("a network that does not exist and cannot be trained is refused", "[bad]") {
  const SmallCase small;
  small.edit("network.npz", "netwrok.npz");
  require_refused(small, {"pipeline.yaml:9:15: error: 'file': wanted a network, found no file",
                          "did you mean", "network.npz", "'train:'"});
}

TEST_CASE("weights that are no numbers are refused", "[bad]") {
  const SmallCase small;
  for (const float bad : {std::nanf(""), -std::numeric_limits<float>::infinity()}) {
    small.write("network.npz", small_network(bad));
    require_refused(small, {"network.npz", "finite numbers are wanted"});
  }
}

TEST_CASE("text, half a file and a folder are no networks", "[bad]") {
  const SmallCase small;
  small.train(1);
  REQUIRE(small.run().exit_code != 3);
  const std::string whole = content_of(small.path("models/network.onnx"));
  REQUIRE(whole.size() > 200);
  std::filesystem::remove_all(small.path("runs"));

  small.write("models/network.onnx", "this is a letter, not a network\n");
  require_refused(small, {"network.onnx", "is no ONNX file, or is damaged"});
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, whole.size() / 2}) {
    small.write("models/network.onnx", whole.substr(0, size));
    require_refused(small, {"network.onnx"});
  }
  std::filesystem::remove(small.path("models/network.onnx"));
  std::filesystem::create_directory(small.path("models/network.onnx"));
  require_refused(small, {"found a folder: ", "models/network.onnx"});

  small.edit("{file: models/network.onnx, train: {hidden: [5], batch_size: 8, epochs: 1}}",
             "{file: network.npz}");
  small.write("network.npz", small_network().substr(0, 300));
  require_refused(small, {"network.npz"});
  small.write("network.npz", "no zip file");
  require_refused(small, {"network.npz"});
}

TEST_CASE("a network in a file of another kind is refused", "[bad]") {
  const SmallCase small;
  small.write("network.h5", "HDF");
  small.edit("network.npz", "network.h5");
  require_refused(small, {"'file': wanted a network in a file *.onnx or *.npz"});
}

TEST_CASE("a network that was trained otherwise is used and told", "[bad]") {
  const SmallCase small;
  small.train(2);
  REQUIRE(small.run().exit_code == 0);
  CHECK_THAT(small.run().err, !Contains("was trained with"));
  const ProgramOutcome outcome = small.run({"--set", "model.train.epochs=3", "--set", "seed=9"});
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.err, Contains("models/network.onnx' was trained with seed 0, now 9; epochs 2, "
                                   "now 3; it is used as it is: remove the file to train again"));
}

TEST_CASE("training that cannot converge ends with advice and no network", "[bad]") {
  const SmallCase small;
  small.train(3);
  small.edit("epochs: 3", "epochs: 3, optimizer: sgd, learning_rate: 1e30");
  const ProgramOutcome outcome = small.run();
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.err, Contains("stopped being finite") && Contains("lower the"));
  CHECK(outcome.out.empty());
  CHECK(small.runs().empty());
  CHECK_FALSE(std::filesystem::exists(small.path("models")));
}
