// SPDX-License-Identifier: MIT
#include "pipeline/pipeline_file.hpp"
#include "pipeline/sample_parameters.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

const std::string stages =
    "stages:\n"
    "  - {plugin: saliency, id: why, with: {samples: 3}}\n"
    "  - {plugin: saliency, id: again}\n"
    "  - {plugin: weights, with: }\n";

PipelineFile file_with_stages() {
  return PipelineFile(with(valid_yaml(), "stages: [{plugin: weights}]\n", stages));
}

std::string override_complaint(const std::string& assignment) {
  return file_with_stages().complaints({assignment});
}

std::string value_of(const StageSpec& stage, const std::string& parameter) {
  const YamlNode* node = stage.with.find(parameter);
  return node == nullptr ? "none" : node->text;
}

}  // namespace

TEST_CASE("an override replaces a value or adds it", "[overrides]") {
  const Pipeline pipeline = PipelineFile(valid_yaml())
                                .parse({"seed=7", "language=fr", "data.scale=2.5",
                                        "model.train.epochs=2", "model.train.hidden=[8, 4]"});
  CHECK(pipeline.seed == 7);
  CHECK(pipeline.language == Language::french);
  CHECK(pipeline.data.scale == 2.5);
  REQUIRE(pipeline.model.training);
  CHECK(pipeline.model.training->epochs == 2);
  CHECK(pipeline.model.training->hidden == std::vector<arma::uword>{8, 4});
}

TEST_CASE("a stage is named by id, by plugin or by number", "[overrides]") {
  const Pipeline pipeline = file_with_stages().parse(
      {"stages.why.samples=4", "stages.again.samples=5", "stages.weights.neurons=6",
       "stages.0.target=true", "stages.weights.with.bins=7"});
  CHECK(value_of(pipeline.stages[0], "samples") == "4");
  CHECK(value_of(pipeline.stages[0], "target") == "true");
  CHECK(value_of(pipeline.stages[1], "samples") == "5");
  CHECK(value_of(pipeline.stages[2], "neurons") == "6");
  CHECK(value_of(pipeline.stages[2], "bins") == "7");
}

TEST_CASE("the keys of a stage itself can be set too", "[overrides]") {
  const Pipeline pipeline = file_with_stages().parse({"stages.weights.id=w2"});
  CHECK(pipeline.stages[2].id == "w2");
}

TEST_CASE("later overrides win, and see what earlier ones made", "[overrides]") {
  const Pipeline pipeline = file_with_stages().parse(
      {"stages.why.id=renamed", "stages.renamed.samples=8", "seed=1", "seed=2"});
  CHECK(value_of(pipeline.stages[0], "samples") == "8");
  CHECK(pipeline.seed == 2);
}

TEST_CASE("a value is YAML: quotes make text, brackets a list", "[overrides]") {
  const Pipeline pipeline =
      file_with_stages().parse({"stages.why.title='a=b: c'", "stages.why.layers=[fc1, fc2]"});
  CHECK(value_of(pipeline.stages[0], "title") == "a=b: c");
  CHECK(pipeline.stages[0].with.find("layers")->items.size() == 2);
}

TEST_CASE("a wrong override is told by its own text", "[overrides]") {
  const auto [assignment, message] = GENERATE(table<std::string, std::string>({
      {"seed=x", "'seed': wanted a whole number, found 'x'"},
      {"sede=7", "the pipeline has no key 'sede', did you mean 'seed'?"},
      {"seed=", "'seed': wanted a whole number, found nothing"},
      {"seed", "wanted path=value, such as seed=7 or stages.weights.neurons=16"},
      {"=7", "wanted path=value, such as seed=7 or stages.weights.neurons=16"},
      {"a..b=7", "wanted path=value, such as seed=7 or stages.weights.neurons=16"},
      {"seed.x=1", "'seed' holds no keys, so there is no 'x' in it"},
      {"stages.wy.samples=1", "no stage 'wy', did you mean 'why'?"},
      {"stages.zebra.samples=1", "no stage 'zebra'; stages are why, again, weights"},
      {"stages.saliency.samples=1",
       "plugin 'saliency' is used by several stages; name one by its id: why, again, weights"},
      {"stages.3.samples=1",
       "'stages' is a list of 3: wanted the number of an item, from 0, found '3'"},
      {"name=[", "a '[' is not closed, or a comma is missing"},
      {"name=\"x", "this quote is never closed"},
      {"seed={a: 1, a: 2}", "key 'a' is given twice, first on line 1; keep one of them"},
  }));
  CHECK_THAT(override_complaint(assignment),
             Catch::StartsWith("--set " + assignment + ": error: " + message));
}

TEST_CASE("a parameter that an override got wrong is told by the override", "[overrides]") {
  const StageSpec stage = file_with_stages().parse({"stages.why.samples=0"}).stages[0];
  SampleParameters sample;
  Diagnostics diagnostics("p.yaml");
  bind_parameters(stage, sample.parameters, diagnostics);
  CHECK(diagnostics.text() ==
        "--set stages.why.samples=0: error: 'samples' must be at least 1, found 0");
}
