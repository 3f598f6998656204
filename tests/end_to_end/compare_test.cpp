// SPDX-License-Identifier: MIT
#include "small_case.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cstring>

using Catch::Matchers::Contains;
using Json = nlohmann::json;

namespace {

const char* const stages =
    "  - {plugin: weights, with: {neurons: 4, bins: 10, correlated: 3}}\n"
    "  - plugin: errors\n"
    "  - {plugin: saliency, with: {samples: 4, permutations: 100}}";

// Runs 'a' and 'b', the second with another first weight.
class TwoRuns {
 public:
  explicit TwoRuns(float first_weight = 20.0f) {
    small.stages(stages);
    REQUIRE(small.run({"--output", "runs/a"}).exit_code == 0);
    small.write("a.npz", content_of(small.path("network.npz")));
    small.write("other.npz", small_network(first_weight));
    REQUIRE(small
                .run({"--output", "runs/b", "--set", "model.file=other.npz", "--set",
                      "stages.weights.bins=20"})
                .exit_code == 0);
  }
  ProgramOutcome compare(const std::string& a = "runs/a", const std::string& b = "runs/b") const {
    return small.call({"compare", a, b, "--output", "both"});
  }
  Json result() const { return Json::parse(content_of(small.path("both/compare.json"))); }
  std::string page() const { return content_of(small.path("both/compare.html")); }
  // The 30 classes at the end of predicted.npy.
  std::vector<std::int64_t> predicted(const std::string& run) const {
    const std::string bytes = content_of(small.path("runs/" + run + "/errors/predicted.npy"));
    std::vector<std::int64_t> classes(30);
    std::memcpy(classes.data(), bytes.data() + bytes.size() - 240, 240);
    return classes;
  }

  SmallCase small;
};

}  // namespace

TEST_CASE("two runs stand side by side in one page and one file for programs", "[compare]") {
  const TwoRuns runs;
  const ProgramOutcome outcome = runs.compare();
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK(outcome.out == runs.small.path("both/compare.html").string() + "\n");
  CHECK_THAT(outcome.err, Contains("what went in differs: network, stages.weights.bins"));
  const Json result = runs.result();
  const Json accuracy = result["stages"]["errors"]["scalars"]["accuracy"];
  CHECK(accuracy["difference"].get<double>() ==
        accuracy["b"].get<double>() - accuracy["a"].get<double>());
  CHECK(result["stages"]["errors"]["tables"].contains("classes"));
  CHECK(result["stages"]["weights"]["figures"]["distribution"]["same"] == false);
  const std::string page = runs.page();
  CHECK_THAT(page, Contains("id=\"errors/confusion\"") && Contains("data:image/png;base64,"));
  CHECK_THAT(page, !Contains("src=\"http") && !Contains("href=\"http"));
}

TEST_CASE("the changed predictions are those of the two arrays", "[compare]") {
  const TwoRuns runs;
  REQUIRE(runs.compare().exit_code == 0);
  const Json section = runs.result()["sections"]["predictions"];
  const auto a = runs.predicted("a"), b = runs.predicted("b");
  int changed = 0, mended = 0, broken = 0;
  for (int i = 0; i < 30; ++i) {
    const auto k = static_cast<std::size_t>(i);
    changed += a[k] != b[k];
    mended += a[k] != b[k] && b[k] == i % 3;  // label of item i
    broken += a[k] != b[k] && a[k] == i % 3;
  }
  REQUIRE(changed > 0);
  CHECK(section["scalars"]["changed"]["value"] == changed);
  CHECK(section["scalars"]["mended"]["value"] == mended);
  CHECK(section["scalars"]["broken"]["value"] == broken);
  CHECK(section["tables"]["changes"]["rows"].size() == static_cast<std::size_t>(changed));
  CHECK(section["figures"].contains("changed"));
  CHECK(content_of(runs.small.path("both/figures/changed.png")).size() > 1000);
}

TEST_CASE("weights and activations are compared where the networks are at hand", "[compare]") {
  const TwoRuns runs(20.0f);
  REQUIRE(runs.compare().exit_code == 0);
  const Json sections = runs.result()["sections"];
  // W1[0, 0] is 0.5 in one network and 20 in the other; nothing else differs.
  const Json layers = sections["weights"]["tables"]["layers"];
  CHECK(layers["columns"][5]["name"] == "difference");
  CHECK(layers["rows"][0][5] == 19.5);
  CHECK(layers["rows"][0][8] == 19.5);
  CHECK(layers["rows"][1][5] == 0.0);
  const Json cka = sections["activations"]["tables"]["cka"]["rows"];
  REQUIRE(cka.size() == 2);
  for (const Json& row : cka) {
    for (std::size_t k = 1; k < row.size(); ++k) CHECK((row[k] >= 0.0 && row[k] <= 1.0 + 1e-9));
  }
  CHECK(sections["attributions"]["tables"]["classes"]["rows"].size() == 3);
}

TEST_CASE("a run compared with itself is the same in everything", "[compare]") {
  const TwoRuns runs;
  const ProgramOutcome outcome = runs.compare("runs/a", "runs/a");
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK_THAT(outcome.err, Contains("are the same to the bit") && Contains("no prediction changed"));
  const Json result = runs.result();
  CHECK(result["differences"].empty());
  for (const auto& [id, stage] : result["stages"].items()) {
    for (const auto& [name, figure] : stage["figures"].items()) CHECK(figure["same"] == true);
  }
  const Json cka = result["sections"]["activations"]["tables"]["cka"]["rows"];
  CHECK(cka[0][1].get<double>() == Approx(1).epsilon(1e-12));
  CHECK(cka[1][2].get<double>() == Approx(1).epsilon(1e-12));
  for (const Json& row : result["sections"]["attributions"]["tables"]["classes"]["rows"]) {
    CHECK(row[1].get<double>() == Approx(1).epsilon(1e-12));
  }
}

TEST_CASE("networks of other architectures are compared as far as they can be", "[compare]") {
  const SmallCase small;
  small.stages("  - plugin: errors");
  REQUIRE(small.run({"--output", "runs/a"}).exit_code == 0);
  small.train(1);
  REQUIRE(small.run({"--output", "runs/b", "--set", "model.train.hidden=[7, 4]"}).exit_code == 0);
  const ProgramOutcome outcome = small.call({"compare", "runs/a", "runs/b", "--output", "both"});
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  const Json sections = Json::parse(content_of(small.path("both/compare.json")))["sections"];
  CHECK(sections["activations"]["tables"]["cka"]["rows"].size() == 2);  // relu1, logits
  CHECK(sections["activations"]["tables"]["cka"]["rows"][0].size() ==
        1 + 3);  // relu1, relu2, logits
  CHECK(sections["attributions"].contains("missing"));
}

TEST_CASE("what is no longer at hand is said, and the rest is compared", "[compare]") {
  const TwoRuns runs;
  runs.small.write("other.npz", small_network(3.0f));
  std::filesystem::remove(runs.small.path("test-images"));
  std::filesystem::remove(runs.small.path("runs/b/errors/confusion.png"));
  const ProgramOutcome outcome = runs.compare();
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  const Json result = runs.result();
  CHECK_THAT(result["sections"]["weights"]["missing"].get<std::string>(),
             Contains("the network of B is not at hand") && Contains("has changed since the run"));
  CHECK(result["sections"]["activations"].contains("missing"));
  const Json predictions = result["sections"]["predictions"];
  CHECK(predictions["scalars"].contains("changed"));
  CHECK_FALSE(predictions["scalars"].contains("mended"));
  CHECK_THAT(runs.page(),
             Contains("test-images&#39; is gone") && Contains("This figure was not drawn."));
}

TEST_CASE("damaged arrays and stages of one run only are said", "[compare]") {
  const TwoRuns runs;
  runs.small.write("runs/b/errors/predicted.npy", "\x93NUMPY");
  runs.small.write("runs/b/saliency/class_saliency.npy", "");
  runs.small.write("runs/b/saliency/attributions.npy", "");
  const std::string manifest = content_of(runs.small.path("runs/b/run.json"));
  REQUIRE(runs.compare().exit_code == 0);
  const Json sections = runs.result()["sections"];
  CHECK_THAT(sections["predictions"]["missing"].get<std::string>(), Contains("damaged"));
  CHECK_THAT(sections["attributions"]["missing"].get<std::string>(), Contains("damaged"));
  runs.small.stages("  - plugin: errors");
  REQUIRE(runs.small.run({"--output", "runs/c"}).exit_code == 0);
  REQUIRE(runs.compare("runs/a", "runs/c").exit_code == 0);
  CHECK(runs.result()["stages"]["weights"]["note"] == "only run A has this stage");
}

TEST_CASE("what is no finished run is refused by name", "[compare]") {
  const TwoRuns runs;
  const auto refused = [&runs](const std::string& b, const std::string& message) {
    const ProgramOutcome outcome = runs.compare("runs/a", b);
    INFO(outcome.err);
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.out.empty());
    CHECK_THAT(outcome.err, Contains(message));
    CHECK_FALSE(std::filesystem::exists(runs.small.path("both")));
  };
  refused("gone", "error: wanted the folder of a run, found nothing at 'gone'");
  refused("runs", "'runs' holds no run.json: it is no run, or one that was never finished");
  runs.small.write("runs/b/run.json", "{\"format\": 1");
  refused("runs/b", "run.json' is damaged: no valid JSON at byte");
  const ProgramOutcome one = runs.small.call({"compare", "runs/a"});
  CHECK(one.exit_code == 2);
  CHECK_THAT(one.err, Contains("B is missing"));
}

TEST_CASE("a comparison replaces an earlier one and nothing else", "[compare]") {
  const TwoRuns runs;
  REQUIRE(runs.compare().exit_code == 0);
  CHECK(runs.compare().exit_code == 0);
  runs.small.write("mine/thesis.tex", "years of work");
  const ProgramOutcome outcome =
      runs.small.call({"compare", "runs/a", "runs/b", "--output", "mine"});
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Contains("holds something that is no comparison"));
  CHECK(content_of(runs.small.path("mine/thesis.tex")) == "years of work");
}

TEST_CASE("a comparison speaks the language of run A", "[compare]") {
  const SmallCase small;
  small.stages("  - plugin: errors");
  REQUIRE(small.run({"--output", "runs/a", "--set", "language=fr"}).exit_code == 0);
  REQUIRE(small.run({"--output", "runs/b"}).exit_code == 0);
  REQUIRE(small.call({"compare", "runs/a", "runs/b", "--output", "both"}).exit_code == 0);
  const std::string page = content_of(small.path("both/compare.html"));
  CHECK_THAT(page, Contains("<html lang=\"fr\"") && Contains("Prédictions changées"));
}

TEST_CASE("hostile text in a run's files stays text in the page", "[compare]") {
  const TwoRuns runs;
  const std::string file = "runs/b/errors/results.json";
  Json results = Json::parse(content_of(runs.small.path(file)));
  results["figures"]["confusion"]["title"] = "<script>alert(1)</script>";
  results["figures"]["new"] = results["figures"]["confusion"];
  runs.small.write(file, results.dump());
  REQUIRE(runs.compare().exit_code == 0);
  CHECK_THAT(runs.page(), Contains("&lt;script&gt;alert(1)") && !Contains("<script>alert"));
}
