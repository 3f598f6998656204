// SPDX-License-Identifier: MIT
#include "pipeline/pipeline_file.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

std::string picture_complaints(const std::string& keys,
                               const std::string& split = "{folder: pics}") {
  const PipelineFile file("lucarne: 1\ndata: {format: images, test: " + split + keys +
                          "}\nmodel: {file: net.onnx}\nstages: [{plugin: weights}]\n");
  std::filesystem::create_directories(file.folder() / "pics");
  const std::string all = file.complaints();
  return all.substr(0, all.find('\n'));
}

}  // namespace

TEST_CASE("what is wrong with the keys of pictures is told", "[pictures]") {
  CHECK(picture_complaints("").empty());
  CHECK(picture_complaints(", resize: [1, 2, 3]") ==
        "p.yaml:2:54: error: 'resize': wanted [height, width], or one number for the shorter side, "
        "found 3 numbers");
  CHECK(picture_complaints(", crop: 7") ==
        "p.yaml:2:52: error: 'crop': wanted [height, width], found 1 number");
  CHECK(
      picture_complaints(", shape: [3, 8, 8]") ==
      "p.yaml:2:53: error: 'shape' of pictures follows from resize, crop and order; leave it out");
  CHECK_THAT(picture_complaints(", channels: brg"), Catch::Contains("'channels' must be one of"));
  CHECK_THAT(picture_complaints(", resize: 0"), Catch::Contains("'resize'"));
  CHECK(picture_complaints("", "{file: x}") ==
        "p.yaml:2:30: error: 'test' (format images) lacks the key 'folder'");
  CHECK(picture_complaints("", "{folder: x.gz}") ==
        "p.yaml:2:39: error: 'folder': wanted a folder of pictures, found a file: 'DIR/x.gz'");
  CHECK(picture_complaints("", "{folder: pisc}") ==
        "p.yaml:2:39: error: 'folder': wanted a folder of pictures, found no file 'DIR/pisc', did "
        "you mean 'pics'?");
}

TEST_CASE("what is wrong with a normalisation is told", "[pictures]") {
  CHECK(
      picture_complaints(", normalize: 5") ==
      "p.yaml:2:57: error: 'normalize': wanted a mapping, such as {mean: [0.5], std: [0.5]}, found "
      "'5'");
  CHECK_THAT(picture_complaints(", normalize: {means: 1}"),
             Catch::Contains("'normalize' has no key 'means', did you mean 'mean'?"));
  CHECK_THAT(picture_complaints(", normalize: {std: [1, 0, 1]}"),
             Catch::Contains("'std' must be at least 1e-12, found 0"));
  CHECK_THAT(
      picture_complaints(", normalize: {mean: [1, 2], std: [1, 2, 3]}"),
      Catch::Contains("'normalize': wanted as many means as standard deviations, found 2 and "
                      "3"));
}

TEST_CASE("keys of pictures are refused with other formats, normalize is not", "[pictures]") {
  const auto complaint = [](const std::string& key) {
    const std::string all =
        PipelineFile(with(valid_yaml(), "scale: 255", "scale: 255, " + key)).complaints();
    return all.substr(0, all.find('\n'));
  };
  CHECK(complaint("resize: 8") ==
        "p.yaml:4:33: error: 'resize' is for format images, found format idx; leave it out");
  CHECK(complaint("normalize: {mean: 0.1, std: 0.3}").empty());
  CHECK(complaint("order: hwc").empty());
}
