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

TEST_CASE("keys left out take their defaults", "[pipeline]") {
  const PipelineFile file(
      "lucarne: 1\ndata: {format: npz, test: {file: all.npz}}\nmodel: {file: net.onnx}\n"
      "stages: [{plugin: weights}]\n");
  const Pipeline pipeline = file.parse();
  CHECK(pipeline.name == "p");
  CHECK(pipeline.seed == 0);
  CHECK(pipeline.language == Language::english);
  CHECK(pipeline.block_size == 0);
  CHECK(pipeline.data.scale == 1);
  CHECK(pipeline.data.validation == 0);
  CHECK(pipeline.data.items_key == "images");
  CHECK_FALSE(pipeline.data.train);
  CHECK_FALSE(pipeline.model.training);
  CHECK(pipeline.stages[0].with.kind == YamlNode::Kind::null);
}

TEST_CASE("the default name is the file's with all that is no name replaced", "[pipeline]") {
  const TemporaryFolder folder;
  folder.file("net.onnx", "");
  folder.file("all.csv", "");
  const auto file = folder.file("my digits.v2.yaml",
                                "lucarne: 1\ndata: {format: csv, test: {file: all.csv}}\n"
                                "model: {file: net.onnx}\nstages: [{plugin: weights}]\n");
  Diagnostics diagnostics(file);
  CHECK(parse_pipeline(read_yaml(file, diagnostics), file, diagnostics).name == "my_digits_v2");
  CHECK(diagnostics.empty());
}

TEST_CASE("every format names its files in its own way", "[pipeline]") {
  const std::string more = "\nmodel: {file: net.onnx}\nstages: [{plugin: weights}]\n";
  SECTION("npz: one file holds items and labels") {
    const PipelineFile file(
        "lucarne: 1\ndata: {format: npz, train: {file: all.npz}, items: x, "
        "labels: y, shape: [2, 3]}" +
        more);
    const DatasetSpec data = file.parse().data;
    CHECK(data.format == DataFormat::npz);
    CHECK(data.train->items == data.train->labels);
    CHECK(data.items_key == "x");
    CHECK(data.labels_key == "y");
    CHECK(data.item_shape == Shape{2, 3});
  }
  SECTION("csv: the labels are a column") {
    const PipelineFile file(
        "lucarne: 1\ndata: {format: csv, train: {file: all.csv}, "
        "label_column: 0, classes: [cat, 08, yes]}" +
        more);
    const DatasetSpec data = file.parse().data;
    CHECK(data.format == DataFormat::csv);
    CHECK(data.train->items.filename() == "all.csv");
    CHECK(data.train->labels.empty());
    CHECK(data.label_column == "0");
    CHECK(data.class_names == std::vector<std::string>{"cat", "08", "yes"});
  }
  SECTION("npy: a file each") {
    const PipelineFile file("lucarne: 1\ndata: {format: npy, train: {images: x.gz, labels: y.gz}}" +
                            more);
    CHECK(file.parse().data.train->labels.filename() == "y.gz");
  }
}

TEST_CASE("paths begin at the pipeline's real folder", "[pipeline]") {
  // `link/p.yaml` says ../x.gz: as for the operating system, that lies beside the real folder.
  const TemporaryFolder folder;
  folder.file("house/x.gz", "");
  folder.file("house/configs/p.yaml",
              "lucarne: 1\ndata: {format: csv, test: {file: ../x.gz}}\n"
              "model: {file: new.onnx, train: {}}\nstages: [{plugin: weights}]\n");
  std::filesystem::create_directory_symlink(folder.path() / "house/configs",
                                            folder.path() / "link");
  const std::filesystem::path file = folder.path() / "link/p.yaml";
  Diagnostics diagnostics(file);
  const Pipeline pipeline = parse_pipeline(read_yaml(file, diagnostics), file, diagnostics);
  CHECK(diagnostics.text().empty());
  CHECK(std::filesystem::equivalent(pipeline.data.test->items, folder.path() / "house/x.gz"));
  CHECK(pipeline.model.file.is_absolute());
}

TEST_CASE("a stage keeps its place for later errors", "[pipeline]") {
  const PipelineFile file(with(valid_yaml(), "[{plugin: weights}]",
                               "\n  - plugin: saliency\n    id: why\n    with: {samples: 3}\n"));
  const StageSpec stage = file.parse().stages.at(0);
  CHECK(stage.id == "why");
  CHECK(stage.plugin == "saliency");
  CHECK(stage.position.line == 8);
  CHECK(stage.plugin_position.column == 13);
  CHECK(position_of(stage, "samples").line == 10);
  CHECK(position_of(stage, "samples").column == 21);
  CHECK(position_of(stage, "target").line == 8);
}
