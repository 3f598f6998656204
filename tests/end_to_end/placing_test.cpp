// SPDX-License-Identifier: MIT
#include "small_case.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using Catch::Matchers::Contains;

namespace {

// A run of the training items' map, and a second pipeline's stage that places test items in it.
struct MappedCase : SmallCase {
  MappedCase() {
    stages(
        "  - {plugin: embedding, with: {split: train, samples: all, perplexity: 5, "
        "keep_map: true}}");
    REQUIRE(run({"--output", "first"}).exit_code == 0);
    stages(
        "  - {plugin: embedding, with: {samples: all, transform_file: "
        "first/embedding/tsne_map.npy}}");
  }
};

}  // namespace

TEST_CASE("items are placed in the map that an earlier run has left", "[placing]") {
  const MappedCase mapped;
  const ProgramOutcome outcome = mapped.run();
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  const auto results =
      nlohmann::json::parse(content_of(mapped.path("runs/small/embedding/results.json")));
  CHECK(results.at("scalars").contains("strangers"));
  CHECK(results.at("scalars").at("label_accuracy").at("value").is_number());
  CHECK(std::filesystem::exists(mapped.path("runs/small/embedding/placed.png")));
  CHECK_THAT(content_of(mapped.path("runs/small/report.html")), Contains("data-background="));
  CHECK_THAT(content_of(mapped.path("runs/small/run.json")),
             Contains("first/embedding/tsne_map.npy"));
}

TEST_CASE("a map that cannot take the items is refused before anything runs", "[placing]") {
  const MappedCase mapped;
  const auto refused = [&mapped](const std::string& message) {
    const ProgramOutcome outcome = mapped.call({"check", "pipeline.yaml"});
    CHECK(outcome.exit_code == 3);
    CHECK_THAT(outcome.err, Contains(message));
  };
  mapped.edit("samples: all", "samples: all, features: [relu1, input]");
  refused("parameter 'features' must name one layer where 'transform_file' is given, found 2");
  mapped.edit("[relu1, input]", "[relu1]");
  mapped.edit("first/embedding/tsne_map.npy", "first/embedding/tsne.npy");
  refused("pipeline.yaml:");
  refused("tsne_map.npy or umap_map.npy; found '");
}

TEST_CASE("items of another layer than the map's are refused with both sizes", "[placing]") {
  const MappedCase mapped;
  mapped.edit("samples: all", "samples: all, features: input");
  const ProgramOutcome outcome = mapped.run();
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.err, Contains("the map is of 5 features, the layer has 16"));
}
