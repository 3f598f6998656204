// SPDX-License-Identifier: MIT
#include "pipeline/pipeline_file.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

TEST_CASE("the pipeline that ships says what the notebook says", "[pipeline]") {
  const std::filesystem::path source = LUCARNE_SOURCE_DIR;
  const std::filesystem::path file = source / "configs/mnist.yaml";
  Diagnostics diagnostics(file);
  const Pipeline pipeline = parse_pipeline(read_yaml(file, diagnostics), file, diagnostics);
  REQUIRE(diagnostics.text().empty());
  CHECK(pipeline.name == "mnist");
  CHECK(pipeline.seed == 42);
  CHECK(pipeline.language == Language::english);
  CHECK(pipeline.data.format == DataFormat::idx);
  REQUIRE(pipeline.data.train);
  CHECK(std::filesystem::equivalent(pipeline.data.train->items,
                                    source / "data/mnist/train-images-idx3-ubyte.gz"));
  CHECK(pipeline.data.validation == 10000);
  CHECK(pipeline.data.scale == 255);
  REQUIRE(pipeline.model.training);
  CHECK(pipeline.model.training->hidden == std::vector<arma::uword>{256, 128});
  CHECK(pipeline.model.training->optimizer == Optimizer::adam);
  CHECK(pipeline.model.training->learning_rate == 0.01);
  CHECK(pipeline.model.training->epochs == 10);
  CHECK(pipeline.model.training->batch_size == 128);
  std::vector<std::string> ids;
  for (const StageSpec& stage : pipeline.stages) ids.push_back(stage.id);
  CHECK(ids ==
        std::vector<std::string>{"weights", "activations", "saliency", "errors", "embedding"});
}
