// SPDX-License-Identifier: MIT
#include "host/compare_parts.hpp"
#include "output/files.hpp"
#include "support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lucarne;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

const char* const pipeline = R"(lucarne: 1
name: "small"
data:
  format: csv
  test:
    file: "test.csv"
model:
  file: "net.npz"
stages:
  - plugin: errors
    id: "errors"
    with:
      bins: 10
)";

// A run of which only the manifest is at hand, beside its data.
StoredRun run_in(const TemporaryFolder& folder) {
  const std::filesystem::path data = folder.file("test.csv", "label,x\n0,1\n1,2\n");
  StoredRun run;
  run.folder = folder.path();
  run.record.pipeline_yaml = pipeline;
  run.record.model_file = (folder.path() / "net.npz").string();
  run.record.inputs = {{run.record.model_file, 4, std::string(64, '0'), "network"},
                       {data.string(), 16, sha256_of_file(data), "data"}};
  return run;
}

std::string with(std::string text, const std::string& what, const std::string& instead) {
  return text.replace(text.find(what), what.size(), instead);
}

std::vector<std::string> names_of(const std::vector<InputDifference>& differences) {
  std::vector<std::string> names;
  for (const InputDifference& one : differences) names.push_back(one.what);
  return names;
}

}  // namespace

TEST_CASE("Pearson's correlation of short lists", "[compare]") {
  const std::vector<double> x = {1, 2, 3}, twice = {2, 4, 6}, down = {3, 2, 1}, bent = {1, 0, 1};
  CHECK(correlation(x.data(), twice.data(), 3) == Approx(1));
  CHECK(correlation(x.data(), down.data(), 3) == Approx(-1));
  CHECK(correlation(x.data(), bent.data(), 3) == Approx(0).margin(1e-15));
  const std::vector<double> flat = {2, 2, 2};
  CHECK(std::isnan(correlation(x.data(), flat.data(), 3)));
  CHECK(std::isnan(correlation(x.data(), flat.data(), 0)));
}

TEST_CASE("McNemar's exact p is twice a binomial tail", "[compare]") {
  CHECK(mcnemar_p(2, 10) == Approx(2 * (1 + 10 + 45) / 1024.0));
  CHECK(mcnemar_p(0, 4) == Approx(2 / 16.0));
  CHECK(mcnemar_p(1, 2) == 1);  // 2 * 3 / 4 is more than all
  CHECK(mcnemar_p(0, 1) == 1);
  CHECK(mcnemar_p(0, 100'000) >= 0);
  CHECK(mcnemar_p(50'000, 100'000) == 1);
}

TEST_CASE("data are found where the run had them, with the digest that it recorded", "[compare]") {
  const TemporaryFolder folder;
  const StoredRun run = run_in(folder);
  FileDigests digests;
  StoredInputs inputs(run, digests);
  const LoadedDataset* data = inputs.data_with("test");
  INFO(inputs.data_missing().en);
  REQUIRE(data != nullptr);
  CHECK(data->n_items("test") == 2);
  CHECK(inputs.data_with("train") == nullptr);
  CHECK(inputs.data_missing().en == "the run's pipeline names no files for the split 'train'");
}

TEST_CASE("a run that was moved finds its data by the recorded path", "[compare]") {
  const TemporaryFolder folder, elsewhere;
  StoredRun run = run_in(folder);
  run.folder = elsewhere.path();
  FileDigests digests;
  CHECK(StoredInputs(run, digests).data_with("test") != nullptr);
}

TEST_CASE("data that changed or are gone are not taken", "[compare]") {
  const TemporaryFolder folder;
  const StoredRun run = run_in(folder);
  const std::string file = (folder.path() / "test.csv").string();
  folder.file("test.csv", "label,x\n1,1\n0,2\n");
  {
    FileDigests digests;
    StoredInputs inputs(run, digests);
    CHECK(inputs.data_with("test") == nullptr);
    CHECK(inputs.data_missing().en == "'" + file + "' has changed since the run");
  }
  std::filesystem::remove(file);
  FileDigests digests;
  StoredInputs inputs(run, digests);
  CHECK(inputs.data_with("test") == nullptr);
  CHECK(inputs.data_missing().en == "'" + file + "' is gone");
  CHECK(inputs.network() == nullptr);
  CHECK_THAT(inputs.network_missing().en, Contains("net.npz' is gone"));
}

TEST_CASE("a device in place of an input is not read", "[compare]") {
  const TemporaryFolder folder;
  StoredRun run = run_in(folder);
  run.record.model_file = "/dev/zero";
  run.record.inputs[0].path = "/dev/zero";
  FileDigests digests;
  CHECK(StoredInputs(run, digests).network() == nullptr);
}

TEST_CASE("a run without a readable pipeline has no data at hand", "[compare]") {
  const TemporaryFolder folder;
  StoredRun run = run_in(folder);
  for (const std::string text : {"", "[", "lucarne: 1", "data: {format: csv, test: 3}"}) {
    run.record.pipeline_yaml = text;
    FileDigests digests;
    StoredInputs inputs(run, digests);
    CHECK(inputs.data_with("test") == nullptr);
    CHECK(inputs.items_of("test").empty());
  }
}

TEST_CASE("equal digests mean equal items, whatever the files are called", "[compare]") {
  const TemporaryFolder folder, other;
  const StoredRun a = run_in(folder);
  StoredRun b = run_in(other);
  FileDigests digests;
  CHECK(StoredInputs(a, digests).items_of("test") == StoredInputs(b, digests).items_of("test"));
  b.record.inputs[1].sha256[0] = b.record.inputs[1].sha256[0] == 'a' ? 'b' : 'a';
  CHECK(StoredInputs(a, digests).items_of("test") != StoredInputs(b, digests).items_of("test"));
}

TEST_CASE("two runs differ in what went into them, value by value", "[compare]") {
  const TemporaryFolder folder;
  const StoredRun a = run_in(folder);
  StoredRun b = a;
  CHECK(input_differences(a, b).empty());
  // Names of files and of the run say nothing of the numbers.
  b.record.pipeline_yaml = with(with(pipeline, "net.npz", "other/net.npz"), "small", "large");
  CHECK(input_differences(a, b).empty());
  b.record.pipeline_yaml = with(pipeline, "bins: 10", "bins: 20") + "seed: 7\n";
  b.record.inputs[0].sha256 = std::string(64, '1');
  b.record.environment = {{"blas_core", "Zen"}};
  const std::vector<InputDifference> differences = input_differences(a, b);
  CHECK(names_of(differences) ==
        std::vector<std::string>{"network", "stages.errors.bins", "seed", "environment.blas_core"});
  CHECK(differences[0].a == "net.npz (sha256 000000000000)");
  CHECK(differences[1].a == "10");
  CHECK(differences[1].b == "20");
  CHECK(differences[2].a.empty());
}

TEST_CASE("sections say what they miss where two runs have nothing in common", "[compare]") {
  const TemporaryFolder folder;
  const StoredRun a = run_in(folder);
  const StoredRun b = a;
  FileDigests digests;
  StoredInputs inputs_a(a, digests), inputs_b(b, digests);
  const ComparedRuns runs{a, b, inputs_a, inputs_b};
  CHECK_THAT(compare_predictions(runs).at(0).missing.en, StartsWith("no stage of both runs"));
  CHECK_THAT(compare_attributions(runs).at(0).missing.en, StartsWith("no stage of both runs"));
  CHECK_THAT(compare_weights(runs).missing.en, StartsWith("the network of A is not at hand: '"));
  CHECK_THAT(compare_activations(runs).missing.fr, StartsWith("le réseau de A manque"));
}
