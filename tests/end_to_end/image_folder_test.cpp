// SPDX-License-Identifier: MIT
#include "output/png_pixels.hpp"
#include "refused.hpp"
#include "support/make_onnx.hpp"
#include "support/write_jpeg.hpp"
#include "support/write_png.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace {

namespace fs = std::filesystem;

// The mean of each channel, then blue minus red and red minus blue: the classes blue and red.
std::string mean_colour_network() {
  return onnx_bytes(
      "ir_version: 8 opset_import { domain: '' version: 17 } graph { name: 'g' "
      "node { op_type: 'GlobalAveragePool' name: 'mean' input: 'image' output: 'm' } "
      "node { op_type: 'Flatten' name: 'flat' input: 'm' output: 'f' } "
      "node { op_type: 'Gemm' name: 'fc' input: 'f' input: 'w' output: 'logits' } "
      "initializer { " +
      float_tensor("w", "3, 2", "-1, 1, 0, 0, 1, -1") + " } input { " +
      float_value("image",
                  "dim { dim_param: 'N' } dim { dim_value: 3 } dim { dim_value: 224 } "
                  "dim { dim_value: 224 }") +
      " } output { " + float_value("logits", "dim { dim_param: 'N' } dim { dim_value: 2 }") +
      " } }");
}

std::string plain_jpeg(unsigned height, unsigned width, const std::vector<int>& colour) {
  std::vector<int> samples;
  for (unsigned i = 0; i < height * width; ++i) {
    samples.insert(samples.end(), colour.begin(), colour.end());
  }
  return jpeg_bytes(height, width, 3, samples);
}

/// The config for users of image folders as it stands, beside a network and pictures of many sizes
/// in two colours; one red picture lies in the folder of the blue ones.
class ImageFolderCase {
 public:
  ImageFolderCase() {
    small_.write("pipeline.yaml", content_of(LUCARNE_SOURCE_DIR "/configs/image-folder.yaml"));
    small_.write("models/network.onnx", mean_colour_network());
    for (const char* split : {"train", "test"}) {
      const std::string root = std::string("pictures/") + split;
      small_.write(root + "/blue/1.png", plain_png(240, 300, {0, 51, 204}));
      small_.write(root + "/blue/2.jpg", plain_jpeg(301, 230, {10, 20, 250}));
      small_.write(root + "/red/1.png", plain_png(256, 256, {204, 51, 0}));
      small_.write(root + "/red/2.JPG", plain_jpeg(400, 257, {250, 20, 10}));
    }
    small_.write("pictures/test/blue/lost.png", plain_png(230, 400, {255, 0, 0}));
  }

  const SmallCase& small() const { return small_; }
  std::string path(const std::string& name) const { return small_.path(name).string(); }
  nlohmann::json results(const std::string& stage) const {
    return nlohmann::json::parse(content_of(path("runs/image-folder/" + stage + "/results.json")));
  }

 private:
  SmallCase small_;
};

std::vector<float> floats_of(const std::string& file) {
  const std::string bytes = content_of(file);
  const std::size_t header =
      10 + static_cast<unsigned char>(bytes.at(8)) + 256U * static_cast<unsigned char>(bytes.at(9));
  std::vector<float> values((bytes.size() - header) / sizeof(float));
  std::memcpy(values.data(), bytes.data() + header, values.size() * sizeof(float));
  return values;
}

bool holds_colour(const fs::path& file, PngPixels::Colour colour) {
  const PngPixels pixels(file);
  for (std::size_t y = 0; y < pixels.height(); ++y) {
    for (std::size_t x = 0; x < pixels.width(); ++x) {
      if (pixels.at(x, y) == colour) return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("folders of pictures are analysed from the config as it stands", "[images]") {
  const ImageFolderCase at;
  const ProgramOutcome check = at.small().call({"check", "pipeline.yaml"});
  INFO(check.err);
  CHECK(check.exit_code == 0);
  const ProgramOutcome run = at.small().run();
  INFO(run.err);
  REQUIRE(run.exit_code == 0);
  // Four of the five test pictures; the red one among the blue is the only mistake.
  CHECK(at.results("errors").at("scalars").at("accuracy").at("value") == 0.8);
  const auto arrays = at.results("integrated-gradients").at("arrays");
  CHECK(arrays.at("attributions").at("shape") == nlohmann::json({1, 3, 224, 224}));
  // The network is linear: input times weight. Red of (255, 0, 0), normalised, over 224 * 224
  // pixels with weight 1 of the logit red; green has weight 0, blue -1.
  const std::vector<float> values =
      floats_of(at.path("runs/image-folder/integrated-gradients/attributions.npy"));
  const std::size_t plane = 224 * 224;
  REQUIRE(values.size() == 3 * plane);
  const double share = 1.0 / static_cast<double>(plane);
  CHECK(values[100] == Approx((1 - 0.485) / 0.229 * share).epsilon(1e-5));
  CHECK(values[plane + 100] == Approx(0).margin(1e-12));
  CHECK(values[2 * plane + 100] == Approx(-(0 - 0.406) / 0.225 * share).epsilon(1e-5));
  // In the figures it is red again.
  CHECK(holds_colour(at.path("runs/image-folder/errors/mistakes.png"), {255, 0, 0}));
  CHECK(holds_colour(at.path("runs/image-folder/integrated-gradients/maps.png"), {255, 0, 0}));
}

TEST_CASE("every picture counts for the lock", "[images]") {
  const ImageFolderCase at;
  REQUIRE(at.small().call({"lock", "pipeline.yaml"}).exit_code == 0);
  CHECK(at.small().run({"--locked", "--set", "name=a"}).exit_code == 5);
  const ProgramOutcome good = at.small().run({"--locked"});
  INFO(good.err);
  CHECK(good.exit_code == 0);
  at.small().write("pictures/train/red/1.png", plain_png(256, 256, {203, 51, 0}));
  const ProgramOutcome changed = at.small().run({"--locked"});
  CHECK(changed.exit_code == 5);
  CHECK_THAT(changed.err, Contains("pictures/train"));
}

TEST_CASE("an isolated stage sees the same pictures", "[images]") {
  const ImageFolderCase at;
  const std::string array = "/integrated-gradients/attributions.npy";
  REQUIRE(at.small().run({"--output", "runs/a"}).exit_code == 0);
  const ProgramOutcome isolated = at.small().run({"--output", "runs/b", "--isolate"});
  INFO(isolated.err);
  REQUIRE(isolated.exit_code == 0);
  CHECK(content_of(at.path("runs/a" + array)) == content_of(at.path("runs/b" + array)));
}

TEST_CASE("a wrong picture or key ends a run with what to do", "[images]") {
  const ImageFolderCase at;
  const auto refused = [&](const std::string& words) {
    const ProgramOutcome outcome = at.small().call({"check", "pipeline.yaml"});
    CHECK(outcome.exit_code == 3);
    CHECK_THAT(outcome.err, Contains(words));
  };
  at.small().write("pictures/test/red/3.png", "GIF89a");
  refused("pictures/test/red/3.png: wanted a PNG or JPEG picture, found content that is neither");
  fs::remove(at.path("pictures/test/red/3.png"));
  at.small().write("pictures/test/green/1.png", plain_png(256, 256, {0, 255, 0}));
  refused("the network has 2 classes, the data has 3 (blue, green, red)");
  fs::remove_all(at.path("pictures/test/green"));
  at.small().edit("resize: 256 ", "resiez: 256 ");
  refused("'data' has no key 'resiez', did you mean 'resize'?");
  at.small().edit("resiez: 256 ", "resize: 224 ");
  at.small().edit("    mean: [0.485,", "    mean: [0.1, 0.485,");
  refused("'normalize': wanted as many means as standard deviations, found 4 and 3");
  at.small().edit("folder: pictures/test", "folder: pictures/tset");
  refused("'folder': wanted a folder of pictures, found no file '");
}
