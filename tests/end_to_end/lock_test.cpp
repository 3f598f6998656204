// SPDX-License-Identifier: MIT
#include "refused.hpp"

#include <nlohmann/json.hpp>

namespace {

void lock(const SmallCase& small, const std::vector<std::string>& more = {}) {
  std::vector<std::string> words = {"lock", "pipeline.yaml"};
  words.insert(words.end(), more.begin(), more.end());
  const ProgramOutcome outcome = small.call(words);
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Catch::Matchers::EndsWith("/pipeline.lock.json\n"));
}

// A folder with a copy of one of our plugins, some bytes longer: the same code, another digest.
std::string changed_plugin(const SmallCase& small, const std::string& name) {
  small.write("plugins/" + name + ".so",
              content_of(LUCARNE_BINARY_DIR "/lib/lucarne/plugins/" + name + ".so") + "changed");
  return small.path("plugins").string();
}

}  // namespace

TEST_CASE("a locked pipeline runs, and its lock is the same each time", "[lock]") {
  const SmallCase small;
  lock(small);
  const std::string text = content_of(small.path("pipeline.lock.json"));
  lock(small);
  CHECK(content_of(small.path("pipeline.lock.json")) == text);
  const ProgramOutcome run = small.run({"--locked"});
  INFO(run.err);
  CHECK(run.exit_code == 0);
}

TEST_CASE("a lock holds no path of this machine and the digests that sha256sum gives", "[lock]") {
  const SmallCase small;
  lock(small);
  const std::string text = content_of(small.path("pipeline.lock.json"));
  CHECK_THAT(text, !Contains(small.path("").parent_path().string()));
  CHECK_THAT(text, !Contains(LUCARNE_BINARY_DIR));
  const auto json = nlohmann::json::parse(text);
  CHECK(json.at("seed") == 0);
  CHECK(json.at("data").size() == 4);
  CHECK(json.at("configuration").at("stages.weights.with.neurons") == "4");
  CHECK(json.at("plugins").at("weights").at("version") == "1.0.0");
  const auto blas_core = json.at("environment").at("blas_core").get<std::string>();
  CHECK_FALSE(blas_core.empty());
  std::string list = json.at("network").at("network.npz").get<std::string>() + "  network.npz\n";
  for (const auto& [file, digest] : json.at("data").items()) {
    list += digest.get<std::string>() + "  " + file + "\n";
  }
  list += json.at("plugins").at("weights").at("sha256").get<std::string>() +
          "  " LUCARNE_BINARY_DIR "/lib/lucarne/plugins/weights.so\n";
  list += json.at("program").at("lucarne").get<std::string>() + "  " LUCARNE_BINARY_DIR
                                                                "/bin/lucarne\n";
  small.write("digests", list);
  const ProgramOutcome sums = run_program({{"sha256sum", "--check", "digests"}, small.path("")});
  INFO(sums.out << sums.err);
  CHECK(sums.exit_code == 0);
}

TEST_CASE("a locked run refuses everything that drifted, all at once", "[lock]") {
  const SmallCase small;
  lock(small);
  small.write("test-images", small_images(30, 3));
  small.write("network.npz", small_network(0.25f));
  small.edit("bins: 10", "bins: 20");
  small.edit("name: small", "name: small\nseed: 7");
  require_refused(small,
                  {"'pipeline.yaml' is not as it was locked in 'pipeline.lock.json'; 4 things",
                   "\n  seed: wanted 0, found 7\n", "\n  network network.npz: wanted ",
                   "\n  data test-images: wanted ",
                   "\n  configuration stages.weights.with.bins: wanted 10, found 20\n",
                   "nothing was computed", "accept it with 'lucarne lock pipeline.yaml'"},
                  {"--locked"}, 5);
}

TEST_CASE("an override counts as drift where it changes a value", "[lock]") {
  const SmallCase small;
  lock(small);
  require_refused(small, {"one thing differs", "with.neurons: wanted 4, found 3"},
                  {"--locked", "--set", "stages.weights.neurons=3"}, 5);
  CHECK(small.run({"--locked", "--set", "stages.weights.neurons=4"}).exit_code == 0);
}

TEST_CASE("cosmetic edits of a locked pipeline are no drift", "[lock]") {
  const SmallCase small;
  lock(small);
  small.edit("lucarne: 1\n", "# about digits\nlucarne: 1\n\n");
  small.edit("{neurons: 4, bins: 10, correlated: 3}",
             "\n      bins: 10\n      neurons: 4\n      correlated: 3");
  CHECK(small.run({"--locked"}).exit_code == 0);
}

TEST_CASE("a plugin with another digest is not even loaded by a locked run", "[lock]") {
  const SmallCase small;
  small.stages("  - plugin: weights\n  - plugin: errors");
  lock(small);
  // Cut in half it could not be loaded: exit code 5, not 4, shows that nobody tried.
  const std::string folder = changed_plugin(small, "weights");
  const std::string whole = content_of(folder + "/weights.so");
  small.write("plugins/weights.so", whole.substr(0, whole.size() / 2));
  require_refused(small,
                  {"one thing differs", "  plugin weights: wanted ", "plugins that differ are not",
                   "the configuration was not compared"},
                  {"--locked", "--plugin-dir", folder}, 5);
}

TEST_CASE("a stage that was added or removed is drift", "[lock]") {
  const SmallCase small;
  lock(small);
  small.stages("  - plugin: errors");
  require_refused(small,
                  {"plugin weights: wanted ", "found nothing", "plugin errors: wanted nothing"},
                  {"--locked"}, 5);
  lock(small);
  small.stages("  - plugin: errors\n  - {plugin: errors, id: again}");
  require_refused(small, {"stages.again.plugin: wanted nothing, found errors"}, {"--locked"}, 5);
}

TEST_CASE("data that was cut off is told as drift of a locked run", "[lock]") {
  const SmallCase small;
  lock(small);
  small.write("test-images", small_images(30, 2).substr(0, 100));
  require_refused(small, {"one thing differs", "data test-images"}, {"--locked"}, 5);
}

TEST_CASE("without a lock, or with a damaged one, a locked run is refused", "[lock]") {
  const SmallCase small;
  require_refused(
      small,
      {"wanted the lock 'pipeline.lock.json', found no such file", "write it with 'lucarne lock'"},
      {"--locked"}, 5);
  small.write("pipeline.lock.json", "{\"lucarne_lock\": 1");
  require_refused(small, {"no valid JSON"}, {"--locked"}, 5);
  small.write("pipeline.lock.json", "{\"lucarne_lock\": 9}");
  require_refused(small, {"wanted a lock of format 1, found 9"}, {"--locked"}, 5);
}

TEST_CASE("a sweep is not run locked, the pipeline itself is", "[lock]") {
  const SmallCase small;
  small.write("pipeline.yaml", content_of(small.path("pipeline.yaml")) +
                                   "sweep: {values: {stages.weights.neurons: [2, 3]}}\n");
  lock(small);
  require_refused(small, {"a sweep cannot be run with --locked", "--no-sweep"}, {"--locked"}, 2);
  CHECK(small.run({"--locked", "--no-sweep"}).exit_code == 0);
}

TEST_CASE("an invalid pipeline is told as such, locked or not", "[lock]") {
  const SmallCase small;
  lock(small);
  small.edit("scale: 255", "scle: 255");
  require_refused(small, {"did you mean 'scale'?"}, {"--locked"}, 3);
  CHECK(small.call({"lock", "pipeline.yaml"}).exit_code == 3);
}

TEST_CASE("lock trains a missing network; a locked run trains it again to the same bits",
          "[lock]") {
  const SmallCase small;
  small.train(2);
  lock(small);
  const std::string network = content_of(small.path("models/network.onnx"));
  std::filesystem::remove(small.path("models/network.onnx"));
  const ProgramOutcome run = small.run({"--locked"});
  INFO(run.err);
  CHECK(run.exit_code == 0);
  CHECK_THAT(run.err, Contains("epoch  2"));
  CHECK((content_of(small.path("models/network.onnx")) == network));
}

TEST_CASE("a network that is trained to other bits than locked stops a locked run", "[lock]") {
  const SmallCase small;
  small.train(2);
  lock(small, {"--set", "model.train.epochs=1"});
  std::string text = content_of(small.path("pipeline.lock.json"));
  const std::string one = "\"model.train.epochs\": \"1\"";
  small.write("pipeline.lock.json",
              text.replace(text.find(one), one.size(), "\"model.train.epochs\": \"2\""));
  std::filesystem::remove(small.path("models/network.onnx"));
  const ProgramOutcome run = small.run({"--locked"});
  CHECK(run.exit_code == 5);
  CHECK_THAT(run.err, Contains("network trained again models/network.onnx: wanted ") &&
                          Contains("no stage was run"));
  CHECK(small.runs().empty());
}

TEST_CASE("another kind of BLAS kernel is drift", "[lock]") {
  const SmallCase small;
  Program program = small.lucarne({"lock", "pipeline.yaml"});
  program.environment["OPENBLAS_CORETYPE"] = "Nehalem";
  REQUIRE(run_program(program).exit_code == 0);
  program.words = small.lucarne({"run", "pipeline.yaml", "--locked"}).words;
  CHECK(run_program(program).exit_code == 0);
  program.environment["OPENBLAS_CORETYPE"] = "Prescott";
  const ProgramOutcome outcome = run_program(program);
  CHECK(outcome.exit_code == 5);
  CHECK_THAT(outcome.err, Contains("environment blas_core: wanted Nehalem, found Prescott"));
}
