// SPDX-License-Identifier: MIT
#include "refused.hpp"

#include "support/make_onnx.hpp"
#include "two_inputs.hpp"

#include <cstring>

namespace {

// What follows the header of an NPY file of float32, whose shape the header must name.
std::vector<float> floats_in(const std::filesystem::path& file, const std::string& shape) {
  const std::string content = content_of(file);
  const std::size_t end = content.find('\n');
  CHECK_THAT(content.substr(0, end), Contains("'descr': '<f4'") && Contains(shape));
  std::vector<float> values((content.size() - end - 1) / sizeof(float));
  std::memcpy(values.data(), content.data() + end + 1, values.size() * sizeof(float));
  return values;
}

// A folder with a network of two inputs and two items of each.
struct InputsCase {
  InputsCase() {
    folder.file("m.onnx", two_input_network());
    folder.file("p.npy", npy("(2, 1, 2, 2)", {1, 2, 3, 4, -1, 0, 1, 2}));
    folder.file("z.npy", npy("(2, 3)", {1, -2, 3, 0.5F, 4, -1}));
  }
  std::filesystem::path path(const std::string& name) const { return folder.path() / name; }
  ProgramOutcome call(const std::vector<std::string>& more) const {
    std::vector<std::string> words = {LUCARNE_BINARY_DIR "/bin/lucarne", "explain", "m.onnx"};
    words.insert(words.end(), more.begin(), more.end());
    return run_program({std::move(words), folder.path()});
  }
  void refused(const std::vector<std::string>& more, const std::string& words,
               int exit_code) const {
    const ProgramOutcome outcome = call(more);
    INFO(outcome.err);
    CHECK(outcome.exit_code == exit_code);
    CHECK(outcome.out.empty());
    CHECK_THAT(outcome.err, Contains(words));
  }
  TemporaryFolder folder;
};

}  // namespace

TEST_CASE("explain attributes to each of several inputs, in its own shape", "[cli][inputs]") {
  const InputsCase small;
  // The logits are linear: class 0 is the sum of the picture's pixels, class 1 is z0 + 10 z1 + 100
  // z2, so input times gradient is known.
  const ProgramOutcome outcome =
      small.call({"--input", "z=z.npy", "--input", "net/picture:0=p.npy", "--method",
                  "input-x-gradient", "--target", "1", "--output", "out"});
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("item target         output"));
  CHECK(floats_in(small.path("out/net_picture_0.npy"), "(2, 1, 2, 2)") ==
        std::vector<float>(8, 0.0F));
  CHECK(floats_in(small.path("out/z.npy"), "(2, 3)") ==
        std::vector<float>{1, -20, 300, 0.5F, 40, -100});
  CHECK_THAT(outcome.err, Contains("out/net_picture_0.npy") && Contains("out/z.npy"));
}

TEST_CASE("every method explains a network of several inputs, or says why not", "[cli][inputs]") {
  const InputsCase small;
  const std::vector<std::string> files = {"--input",  "z=z.npy", "--input",  "net/picture:0=p.npy",
                                          "--output", "out",     "--target", "0",
                                          "--method"};
  // Class 0 is linear in the pixels, with weights of 1 and no part of z: whatever is complete from
  // a baseline of zero gives the pixels themselves.
  for (const char* method :
       {"integrated-gradients", "exact-integrated-gradients", "deeplift", "lrp", "occlusion",
        "feature-ablation", "shapley", "shapley-sampling", "kernel-shap"}) {
    std::vector<std::string> words = files;
    words.emplace_back(method);
    if (std::string(method) == "occlusion") words.insert(words.end(), {"--set", "window=1"});
    const ProgramOutcome outcome = small.call(words);
    INFO(method << ": " << outcome.err);
    REQUIRE(outcome.exit_code == 0);
    const std::vector<float> picture =
        floats_in(small.path("out/net_picture_0.npy"), "(2, 1, 2, 2)");
    const std::vector<float> z = floats_in(small.path("out/z.npy"), "(2, 3)");
    const std::vector<float> pixels{1, 2, 3, 4, -1, 0, 1, 2};
    REQUIRE(picture.size() == 8);
    REQUIRE(z.size() == 6);
    for (std::size_t i = 0; i < 8; ++i) CHECK(picture[i] == Approx(pixels[i]).margin(1e-4));
    for (const float value : z) CHECK(value == Approx(0).margin(1e-4));
  }
  for (const char* method : {"saliency", "smoothgrad", "vargrad", "expected-gradients",
                             "guided-backprop", "deconvolution", "lime"}) {
    std::vector<std::string> words = files;
    words.emplace_back(method);
    const ProgramOutcome outcome = small.call(words);
    INFO(method << ": " << outcome.err);
    CHECK(outcome.exit_code == 0);
  }
}

TEST_CASE("a layer's attributions of a network with several inputs are one file", "[cli][inputs]") {
  const InputsCase small;
  const ProgramOutcome outcome =
      small.call({"--input", "z=z.npy", "--input", "net/picture:0=p.npy", "--method", "activation",
                  "--layer", "both", "--output", "out"});
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK(floats_in(small.path("out/attributions.npy"), "(2, 7)") ==
        std::vector<float>{1, 2, 3, 4, 1, -2, 3, -1, 0, 1, 2, 0.5F, 4, -1});
  CHECK_FALSE(std::filesystem::exists(small.path("out/z.npy")));
}

TEST_CASE("the map of a convolution lies over the only picture among the inputs", "[cli][inputs]") {
  const InputsCase small;
  const ProgramOutcome outcome =
      small.call({"--input", "z=z.npy", "--input", "net/picture:0=p.npy", "--method", "grad-cam",
                  "--target", "0", "--output", "out"});
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  // The convolution's values, weighted with a gradient of 1; negative ones are left out.
  CHECK(floats_in(small.path("out/attributions.npy"), "(2, 2, 2)") ==
        std::vector<float>{1, 2, 3, 4, 0, 0, 1, 2});
}

TEST_CASE("explain names what is wrong with --input", "[cli][inputs]") {
  const InputsCase small;
  small.folder.file("three.npy", npy("(3, 3)", {1, 2, 3, 4, 5, 6, 7, 8, 9}));
  small.folder.file("wide.npy", npy("(2, 4)", {1, 2, 3, 4, 5, 6, 7, 8}));
  const std::string picture = "net/picture:0=p.npy";
  small.refused({"p.npy"},
                "the network has 2 inputs, net/picture:0 (1 x 2 x 2), z (3); give each its file, "
                "as '--input net/picture:0=FILE', in place of ITEMS.npy",
                2);
  small.refused({"p.npy", "--input", picture},
                "'p.npy' is one argument too many: the items come from --input", 2);
  small.refused({"--input", picture},
                "option '--input': the network takes 'z' (3) too; add '--input z=FILE'", 2);
  small.refused({"--input", picture, "--input", "zz=z.npy"},
                "option '--input': the network has no input 'zz', did you mean 'z'?", 2);
  small.refused({"--input", picture, "--input", "z=z.npy", "--input", "z=three.npy"},
                "option '--input' names input 'z' twice", 2);
  for (const char* wrong : {"z.npy", "z=", "=z.npy"}) {
    small.refused({"--input", wrong},
                  std::string("option '--input' wants NAME=FILE, found '") + wrong + "'", 2);
  }
  small.refused({"--input", picture, "--input", "z=three.npy"},
                "three.npy: wanted 2 items, as many as in p.npy, found 3", 3);
  small.refused({"--input", picture, "--input", "z=wide.npy"},
                "wide.npy: wanted items of 3, as input 'z' takes them, found 2 items of 4", 3);
  small.refused({"--input", picture, "--input", "z=zz.npy"}, "zz.npy: no such file", 3);
  CHECK_FALSE(std::filesystem::exists(small.path("attributions")));
  const auto output = [&](const std::string& folder) {
    return std::vector<std::string>{"--input", picture, "--input", "z=z.npy", "--output", folder};
  };
  small.refused(output("."), "'./z.npy' is a file of items, which would be lost; name another", 2);
  small.refused(output("p.npy"), "with --input a folder is wanted, found the file 'p.npy'", 2);
  small.refused(output("no/where"), "option '--output': no folder 'no'", 2);
}
