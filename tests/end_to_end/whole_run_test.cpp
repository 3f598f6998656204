// SPDX-License-Identifier: MIT
#include "mnist_case.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using Catch::Matchers::Contains;

namespace {

// What the program promises to compute, by stage.
const std::map<std::string, std::vector<std::string>> promised_scalars = {
    {"weights", {"mean", "std", "min", "max"}},
    {"activations", {"relu1.active", "relu1.dead"}},
    {"saliency", {}},
    {"errors",
     {"accuracy", "train.accuracy", "validation.accuracy", "ece", "temperature",
      "confidence.correct.mean", "confidence.correct.median", "confidence.wrong.mean",
      "confidence.wrong.median", "confident_errors", "confident_errors.share"}},
    {"embedding", {"kl", "trustworthiness", "silhouette"}}};

const std::map<std::string, std::vector<std::string>> promised_arrays = {
    {"weights", {"correlation"}}, {"saliency", {"attributions", "samples", "targets"}}};

void check_numbers(const MnistCase& mnist, const std::string& run) {
  for (const auto& [stage, names] : promised_scalars) {
    const auto scalars = mnist.json(run + "/" + stage + "/results.json").at("scalars");
    for (const std::string& name : names) {
      INFO(stage << ": " << name);
      REQUIRE(scalars.contains(name));
      CHECK(scalars.at(name).at("value").is_number());
    }
  }
  for (const auto& [stage, names] : promised_arrays) {
    for (const std::string& name : names) {
      CHECK(std::filesystem::file_size(mnist.path(run + "/" + stage + "/" + name + ".npy")) > 80);
    }
  }
  const auto errors = mnist.json(run + "/errors/results.json").at("scalars");
  // Two epochs on 500 digits: far better than the 10 % of chance, and no more than all.
  CHECK(errors.at("accuracy").at("value") > 0.5);
  CHECK(errors.at("accuracy").at("value") <= 1.0);
  const auto saliency = mnist.json(run + "/saliency/results.json").at("arrays");
  CHECK(saliency.at("attributions").at("shape") == nlohmann::json({10, 28, 28}));
}

void check_figures(const MnistCase& mnist, const std::string& run) {
  for (const std::string& stage : all_plugins) {
    const auto figures = mnist.json(run + "/" + stage + "/results.json").at("figures");
    CHECK(figures.size() >= 2);
    for (const auto& [name, figure] : figures.items()) {
      const std::string file = run + "/" + stage + "/" + name;
      INFO(file);
      CHECK(content_of(mnist.path(file + ".png")).substr(1, 3) == "PNG");
      CHECK_THAT(content_of(mnist.path(file + ".svg")), Contains("</svg>"));
      CHECK(std::filesystem::file_size(mnist.path(file + ".gp")) > 0);
    }
  }
}

// Compares every digest of run.json with what sha256sum computes.
void check_manifest(const MnistCase& mnist, const std::string& run) {
  const auto manifest = mnist.json(run + "/run.json");
  CHECK(manifest.at("complete") == true);
  std::string list;
  std::set<std::string> recorded;
  for (const char* kind : {"inputs", "plugins", "outputs"}) {
    CHECK(manifest.at(kind).size() >= 5);
    for (const auto& file : manifest.at(kind)) {
      list +=
          file.at("sha256").get<std::string>() + "  " + file.at("path").get<std::string>() + "\n";
      recorded.insert(file.at("path"));
    }
  }
  std::ofstream(mnist.path("digests")) << list;
  const ProgramOutcome sums = run_program(
      {{"sha256sum", "--check", "--strict", "--quiet", mnist.path("digests")}, mnist.path(run)});
  INFO(sums.out << sums.err);
  CHECK(sums.exit_code == 0);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(mnist.path(run))) {
    const std::string name = entry.path().lexically_relative(mnist.path(run));
    if (entry.is_regular_file() && name != "run.json") CHECK(recorded.count(name) == 1);
  }
}

// Every results.json and NPY of the two runs is the same to the byte.
void check_same_numbers(const MnistCase& mnist, const std::string& one, const std::string& other) {
  const std::vector<std::string> kinds = {"results.json", ".npy"};
  const std::vector<std::string> names = files_of(mnist.path(one), kinds);
  REQUIRE(names.size() > 15);
  CHECK(files_of(mnist.path(other), kinds) == names);
  for (const std::string& name : names) {
    INFO(name << " of " << one << " and " << other);
    CHECK((content_of(mnist.path(one + "/" + name)) == content_of(mnist.path(other + "/" + name))));
  }
}

}  // namespace

TEST_CASE("five analyses of 500 digits give numbers, figures, report and manifest", "[run]") {
  const MnistCase mnist;
  const ProgramOutcome first = mnist.run("network", "first", 2);
  INFO(first.err);
  REQUIRE(first.exit_code == 0);
  CHECK(first.out == mnist.path("runs/first/report.html").string() + "\n");
  CHECK_THAT(first.err, Contains("epoch  2") && Contains("network saved to"));
  check_numbers(mnist, "runs/first");
  check_figures(mnist, "runs/first");
  check_manifest(mnist, "runs/first");
  const std::string report = content_of(mnist.path("runs/first/report.html"));
  CHECK((report.find("<html lang=\"en\"") != std::string::npos));
  CHECK((report.find("data:image/") != std::string::npos));

  // The second time the network is loaded; its report is in French, its numbers are the same.
  const std::string network = content_of(mnist.path("models/network.onnx"));
  const ProgramOutcome second = mnist.run("network", "second", 2, "fr");
  INFO(second.err);
  REQUIRE(second.exit_code == 0);
  CHECK_THAT(second.err, !Contains("epoch"));
  CHECK((content_of(mnist.path("models/network.onnx")) == network));
  const std::string french = content_of(mnist.path("runs/second/report.html"));
  CHECK((french.find("<html lang=\"fr\"") != std::string::npos));
  for (const std::string word : {"Matrice de confusion", "poids", "exactitude"}) {
    INFO(word);
    CHECK((french.find(word) != std::string::npos));
  }
  for (const std::string& stage : all_plugins) {
    const std::string file = "/" + stage + "/results.json";
    CHECK(mnist.json("runs/first" + file).at("scalars") ==
          mnist.json("runs/second" + file).at("scalars"));
  }

  // The pipeline that lies in the run makes the same run.
  const ProgramOutcome again = run_program({{LUCARNE_BINARY_DIR "/bin/lucarne", "run",
                                             "runs/first/pipeline.yaml", "--output", "runs/again"},
                                            mnist.path("")});
  INFO(again.err);
  REQUIRE(again.exit_code == 0);
  check_same_numbers(mnist, "runs/first", "runs/again");
}

TEST_CASE("any number of threads gives the same bits, training included", "[run]") {
  const MnistCase mnist;
  for (const int n_threads : {1, 2, 4}) {
    const std::string name = std::to_string(n_threads);
    const ProgramOutcome outcome = mnist.run("n", name, n_threads);
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
    // Under one name, so that nothing but the numbers could differ.
    std::filesystem::rename(mnist.path("models/n.onnx"), mnist.path("models/n-" + name));
  }
  for (const std::string other : {"2", "4"}) {
    CHECK((content_of(mnist.path("models/n-1")) == content_of(mnist.path("models/n-" + other))));
    check_same_numbers(mnist, "runs/1", "runs/" + other);
  }
}
