// SPDX-License-Identifier: MIT
#include "pipeline/pipeline_file.hpp"
#include "pipeline/sample_parameters.hpp"
#include "pipeline/yaml_values.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

const std::vector<std::string>& nasty_texts() {
  static const std::vector<std::string> texts = {"",
                                                 " ",
                                                 "plain",
                                                 "two words",
                                                 "a: b",
                                                 "a #b",
                                                 "# a",
                                                 "- a",
                                                 "-",
                                                 "?",
                                                 "[a",
                                                 "{a}",
                                                 "a, b",
                                                 "it's",
                                                 "\"",
                                                 "\\",
                                                 "\\n",
                                                 "a\nb",
                                                 "a\n\n b\n",
                                                 "\ttab",
                                                 "yes",
                                                 "No",
                                                 "true",
                                                 "null",
                                                 "~",
                                                 "08",
                                                 "0x1F",
                                                 "1e3",
                                                 ".inf",
                                                 "1_000",
                                                 "2024-01-01",
                                                 "12:30:45",
                                                 "&a",
                                                 "*a",
                                                 "!a",
                                                 "%a",
                                                 "@a",
                                                 "`id`",
                                                 "$(id)",
                                                 "|",
                                                 ">",
                                                 "=",
                                                 "<<",
                                                 "---",
                                                 "...",
                                                 "a:",
                                                 "é€😀",
                                                 "\xC2\xA0",
                                                 "\xC2\x85",
                                                 "\u2028x",
                                                 "\uFEFFx",
                                                 "\x01\x7f",
                                                 "trailing ",
                                                 " leading",
                                                 "<b>&amp;</b>",
                                                 "C:\\new",
                                                 "'",
                                                 "''",
                                                 "\"\"",
                                                 "n",
                                                 "ON",
                                                 "\xC2\x9B",
                                                 std::string("\0x", 2)};
  return texts;
}

// The pipeline, resolved into `folder` and parsed again from there.
std::string resolved_again(const std::string& yaml, const std::filesystem::path& folder,
                           SampleParameters& sample) {
  std::filesystem::create_directories(folder);
  const std::filesystem::path file = folder / "pipeline.yaml";
  std::ofstream(file) << yaml;
  Diagnostics diagnostics(file);
  const Pipeline pipeline = parse_pipeline(read_yaml(file, diagnostics), file, diagnostics);
  for (const StageSpec& stage : pipeline.stages) {
    bind_parameters(stage, sample.parameters, diagnostics);
  }
  diagnostics.throw_if_any();
  return resolved_yaml(pipeline, {&sample.parameters}, folder);
}

}  // namespace

TEST_CASE("a resolved pipeline holds every default and paths from its own folder", "[resolved]") {
  const PipelineFile file(
      "lucarne: 1\ndata: {format: idx, test: {images: x.gz, labels: y.gz}}\n"
      "model: {file: net.onnx, train: {}}\nstages: [{plugin: saliency, id: why}]\n");
  const Pipeline pipeline = file.parse();
  const SampleParameters sample;
  CHECK(resolved_yaml(pipeline, {&sample.parameters}, pipeline.file.parent_path() / "runs/p") ==
        "lucarne: 1\n"
        "name: p\n"
        "seed: 0\n"
        "language: en\n"
        "block_size: 0\n"
        "data:\n"
        "  format: idx\n"
        "  validation: 0\n"
        "  scale: 1\n"
        "  order: chw\n"
        "  test:\n"
        "    images: \"../../x.gz\"\n"
        "    labels: \"../../y.gz\"\n"
        "model:\n"
        "  file: \"../../net.onnx\"\n"
        "  train:\n"
        "    hidden: [256, 128]\n"
        "    optimizer: adam\n"
        "    learning_rate: 0.001\n"
        "    momentum: 0.9\n"
        "    epochs: 10\n"
        "    batch_size: 128\n"
        "    averaged_tail: 0.1\n"
        "stages:\n"
        "  - plugin: saliency\n"
        "    id: why\n"
        "    with:\n"
        "      signs: false\n"
        "      samples: 10\n"
        "      shift: -1\n"
        "      rate: 0.5\n"
        "      target: predicted\n"
        "      title: \"\"\n"
        "      units: [1, 2]\n"
        "      levels: [0.5, 0.9]\n"
        "      layers: []\n");
}

TEST_CASE("a resolved pipeline reads back as the same pipeline", "[resolved]") {
  const PipelineFile file(
      "lucarne: 1\nname: n-1\nseed: 9223372036854775807\nlanguage: fr\nblock_size: 7\n"
      "data: {format: npz, train: {file: all.npz}, test: {file: all.npz}, validation: 3,\n"
      "       scale: 0.1, shape: [2, 3], classes: [yes, 08, 'a: b'], items: 'x y', labels: null}\n"
      "model: {file: ./net.onnx, train: {hidden: [], optimizer: momentum, learning_rate: 1e-7}}\n"
      "stages: [{plugin: saliency, id: '1'}]\n");
  SECTION("labels: null is no name") {
    CHECK_THAT(file.complaints(), Catch::Contains("'labels': wanted a text, found nothing"));
  }
  SECTION("all else survives, twice") {
    const PipelineFile sound(with(content_of(file.path()), "labels: null", "labels: 'null'"));
    const Pipeline before = sound.parse();
    SampleParameters sample;
    sample.title = "it's \"a\": b # c\\";
    sample.layers = nasty_texts();
    sample.levels = {0.1, 1e-300, -1.0 / 3.0};
    sample.items.product = "errors.mistakes";
    const std::filesystem::path folder = before.file.parent_path() / "runs/n-1";
    const std::string yaml = resolved_yaml(before, {&sample.parameters}, folder);
    SampleParameters again;
    CHECK(resolved_again(yaml, folder, again) == yaml);
    CHECK(again.title == sample.title);
    CHECK(again.layers == sample.layers);
    CHECK(again.levels == sample.levels);
    CHECK(again.items.product == sample.items.product);

    Diagnostics diagnostics;
    const std::filesystem::path written = folder / "pipeline.yaml";
    const Pipeline after = parse_pipeline(read_yaml(written, diagnostics), written, diagnostics);
    REQUIRE(diagnostics.text().empty());
    CHECK(after.name == before.name);
    CHECK(after.seed == 9223372036854775807U);
    CHECK(after.language == Language::french);
    CHECK(after.block_size == 7);
    CHECK(after.data.format == DataFormat::npz);
    CHECK(after.data.train->items == before.data.train->items);
    CHECK(after.data.test->labels == before.data.test->labels);
    CHECK(after.data.validation == 3);
    CHECK(after.data.scale == 0.1);
    CHECK(after.data.item_shape == Shape{2, 3});
    CHECK(after.data.class_names == std::vector<std::string>{"yes", "08", "a: b"});
    CHECK(after.data.items_key == "x y");
    CHECK(after.data.labels_key == "null");
    CHECK(after.model.file == before.model.file);
    REQUIRE(after.model.training);
    CHECK(after.model.training->hidden.empty());
    CHECK(after.model.training->optimizer == Optimizer::momentum);
    CHECK(after.model.training->learning_rate == 1e-7);
    CHECK(after.stages.at(0).id == "1");
  }
}

TEST_CASE("a resolved pipeline of pictures reads back as the same pipeline", "[resolved]") {
  const PipelineFile file(
      "lucarne: 1\nname: p\ndata: {format: images, train: {folder: pics/}, test: {folder: pics, "
      "list: all.csv},\n       resize: 256, crop: [224, 200], channels: bgr, order: hwc, "
      "orientation: exif,\n       normalize: {mean: [1, 2, 3], std: 0.5}}\n"
      "model: {file: net.onnx}\nstages: [{plugin: saliency}]\n");
  std::filesystem::create_directories(file.folder() / "pics");
  const Pipeline before = file.parse();
  const std::filesystem::path folder = before.file.parent_path() / "runs/p";
  const SampleParameters sample;
  const std::string yaml = resolved_yaml(before, {&sample.parameters}, folder);
  SampleParameters again;
  CHECK(resolved_again(yaml, folder, again) == yaml);
  Diagnostics diagnostics;
  const std::filesystem::path written = folder / "pipeline.yaml";
  const Pipeline after = parse_pipeline(read_yaml(written, diagnostics), written, diagnostics);
  REQUIRE(diagnostics.text().empty());
  for (const DatasetSpec& data : {before.data, after.data}) {
    CHECK(data.format == DataFormat::images);
    CHECK(data.train->items.filename() == "pics");
    CHECK(data.train->labels.empty());
    CHECK(data.test->labels.filename() == "all.csv");
    CHECK(data.pictures.resize == std::vector<std::size_t>{256});
    CHECK(data.pictures.crop == std::vector<std::size_t>{224, 200});
    CHECK(data.pictures.channels == PictureForm::Channels::bgr);
    CHECK(data.pictures.order == PictureForm::Order::hwc);
    CHECK(data.pictures.upright);
    CHECK(data.normalisation.mean == std::vector<double>{1, 2, 3});
    CHECK(data.normalisation.std == std::vector<double>{0.5});
  }
}

TEST_CASE("any text survives as a YAML scalar, also as a key", "[resolved]") {
  for (const std::string& text : nasty_texts()) {
    const std::string yaml =
        "a: " + yaml_text(text) + "\n" + yaml_text("k" + text) + ": [" + yaml_text(text) + ", x]\n";
    CAPTURE(yaml);
    Diagnostics diagnostics;
    const YamlNode root = parse_yaml(yaml, diagnostics);
    CHECK(root.find("a")->text == text);
    REQUIRE(root.find("k" + text) != nullptr);
    CHECK(root.find("k" + text)->items.at(0).text == text);
  }
}

TEST_CASE("words that other readers take for something else are quoted", "[resolved]") {
  for (const char* word : {"yes", "NO", "on", "Off", "true", "null", "y", "N", "1", "1.5", "~"}) {
    CHECK(yaml_text(word) == fmt::format("\"{}\"", word));
  }
  CHECK(yaml_text("nothing") == "nothing");
  CHECK(yaml_text("models/mnist-2.onnx") == "models/mnist-2.onnx");
}

TEST_CASE("numbers are written as short as they read back", "[resolved]") {
  CHECK(yaml_number(0.1) == "0.1");
  CHECK(yaml_number(255) == "255");
  CHECK(yaml_number(-1e-300) == "-1e-300");
  CHECK_THROWS_WITH(yaml_number(1.0 / 0.0), "a pipeline holds finite numbers only");
}

TEST_CASE("a path through a symbolic link stays the same file", "[resolved]") {
  // runs/ lies elsewhere: "../../x.gz" from there would be another file.
  const TemporaryFolder elsewhere;
  const PipelineFile file(valid_yaml());
  std::filesystem::create_directories(elsewhere.path() / "deep/runs");
  std::filesystem::create_directory_symlink(elsewhere.path() / "deep/runs", file.folder() / "runs");
  const Pipeline pipeline = file.parse();
  const SampleParameters sample;
  const std::string yaml = resolved_yaml(pipeline, {&sample.parameters}, file.folder() / "runs/p");
  CHECK_THAT(yaml, Catch::Contains("images: \"" + pipeline.data.train->items.string() + "\""));
}

TEST_CASE("as many parameters as stages are needed", "[resolved]") {
  const Pipeline pipeline = PipelineFile(valid_yaml()).parse();
  CHECK_THROWS_WITH(resolved_yaml(pipeline, {}, "/x"),
                    "wanted the parameters of 1 stages, found those of 0");
}
