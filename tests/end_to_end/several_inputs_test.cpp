// SPDX-License-Identifier: MIT
#include "refused.hpp"
#include "two_inputs.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstring>

namespace {

const char* const two_inputs_pipeline = R"(lucarne: 1
name: two
data:
  format: npy
  test:
    inputs: {z: z.npy, "net/picture:0": p.npy}
    labels: labels.npy
  classes: [bright, weighted]
model: {file: m.onnx}
stages:
  - plugin: errors
  - plugin: saliency
    with: {method: input-x-gradient, target: weighted, samples: 4}
)";

// A folder with a network of two inputs, four items of each, and a pipeline. Pictures come as bytes
// without their dimension of 1.
struct TwoInputs : SmallCase {
  TwoInputs() {
    write("pipeline.yaml", two_inputs_pipeline);
    write("m.onnx", two_input_network());
    write("p.npy", npy("(4, 2, 2)", {1, 2, 3, 4, 0, 0, 0, 0, 5, 0, 0, 0, 9, 9, 9, 9}));
    write("z.npy", npy("(4, 3)", {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1}));
    write("labels.npy", npy("(4,)", {0, 1, 0, 1}));
  }
  std::string yaml(const std::string& run = "two") const {
    return content_of(path("runs/" + run + "/pipeline.yaml"));
  }
};

std::vector<float> stored_floats(const std::filesystem::path& file) {
  const std::string content = content_of(file);
  const std::size_t end = content.find('\n');
  std::vector<float> values((content.size() - end - 1) / sizeof(float));
  std::memcpy(values.data(), content.data() + end + 1, values.size() * sizeof(float));
  return values;
}

}  // namespace

TEST_CASE("a pipeline reads a file for each input of the network", "[inputs]") {
  const TwoInputs small;
  const ProgramOutcome outcome = small.run();
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  // Logits (10, 0), (0, 1), (5, 10), (36, 100): the third item is taken for class 1.
  const auto errors = nlohmann::json::parse(content_of(small.path("runs/two/errors/results.json")));
  CHECK(errors.at("scalars").at("accuracy").at("value") == 0.75);
  const std::vector<float> z = stored_floats(small.path("runs/two/saliency/attributions.z.npy"));
  REQUIRE(z.size() == 12);
  double sum = 0;
  for (const float value : z) sum += static_cast<double>(value);
  CHECK(sum == 111);
  for (const float value :
       stored_floats(small.path("runs/two/saliency/attributions.net_picture_0.npy"))) {
    CHECK(value == 0);
  }
  CHECK_THAT(content_of(small.path("runs/two/saliency/attributions.net_picture_0.npy")),
             Contains("(4, 1, 2, 2)"));
  for (const std::string figure : {"maps.z.png", "maps.net_picture_0.png"}) {
    CHECK(std::filesystem::exists(small.path("runs/two/saliency/" + figure)));
  }
  // In the network's order, so that the run's own pipeline says the same.
  const std::string yaml = small.yaml();
  CHECK(yaml.find("net/picture:0") < yaml.find("z: "));
  CHECK(small.run({}).exit_code == 0);
}

TEST_CASE("a stage in a process of its own sees several inputs", "[inputs]") {
  const TwoInputs small;
  REQUIRE(small.run({"--no-cache"}).exit_code == 0);
  const auto together = stored_floats(small.path("runs/two/saliency/attributions.npy"));
  const ProgramOutcome outcome = small.run({"--no-cache", "--isolate"});
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK(stored_floats(small.path("runs/two/saliency/attributions.npy")) == together);
}

TEST_CASE("cache and lock follow the files of all inputs", "[inputs]") {
  const TwoInputs small;
  const auto cached = [&small](std::vector<std::string> words) {
    Program program = small.lucarne(std::move(words));
    program.environment["LUCARNE_CACHE"] = small.path("cache").string();
    return run_program(program);
  };
  REQUIRE(cached({"run", "pipeline.yaml"}).exit_code == 0);
  CHECK_THAT(cached({"explain-cache", "pipeline.yaml"}).out, !Contains("data file"));
  REQUIRE(small.call({"lock", "pipeline.yaml"}).exit_code == 0);
  CHECK(small.run({"--locked"}).exit_code == 0);
  small.write("z.npy", npy("(4, 3)", {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2}));
  CHECK_THAT(cached({"explain-cache", "pipeline.yaml"}).out,
             Contains("data file test items of input 'z' was"));
  const ProgramOutcome locked = small.run({"--locked"});
  CHECK(locked.exit_code == 5);
  CHECK_THAT(locked.err, Contains("z.npy"));
}

TEST_CASE("wrong inputs of a pipeline are named", "[inputs]") {
  const TwoInputs small;
  const std::string both = "inputs: {z: z.npy, \"net/picture:0\": p.npy}";
  const auto with = [&](const std::string& text) {
    small.write("pipeline.yaml", two_inputs_pipeline);
    small.edit(both, text);
  };
  with("inputs: {z: z.npy}");
  require_refused(small, {"the network takes input 'net/picture:0' (1 x 2 x 2) too; add "
                          "'net/picture:0: FILE' to 'inputs'"});
  with("inputs: {zz: z.npy, \"net/picture:0\": p.npy}");
  require_refused(small, {"the network has no input 'zz', did you mean 'z'?"});
  with("inputs: {}");
  require_refused(small, {"'inputs': wanted a file for each input, found none"});
  with("inputs: z.npy");
  require_refused(small, {"inputs"});
  with(both + "\n    images: p.npy");
  require_refused(small, {"'images' and 'inputs' both say what the items are; leave one out"});
  with("inputs: {z: zz.npy, \"net/picture:0\": p.npy}");
  require_refused(small, {"'z': wanted a data file, found no file"});
  with("inputs: {z: p.npy, \"net/picture:0\": p.npy}");
  require_refused(small, {"input 'z' takes items of 3, the data has items of 2 x 2"});
  with(both);
  small.edit("  classes:", "  scale: 255\n  classes:");
  require_refused(small, {"'scale' is for items of one input"});
  with(both);
  small.write("z.npy", npy("(3, 3)", {1, 2, 3, 4, 5, 6, 7, 8, 9}));
  require_refused(small, {"z.npy: wanted 4 items, as many as items in", "p.npy, found 3"});
  small.write("z.npy", npy("(4, 3)", {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, std::nanf("")}));
  const ProgramOutcome broken = small.run();
  CHECK(broken.exit_code != 0);
  CHECK_THAT(broken.err, Contains("z.npy: item 3, element 2: wanted a finite number"));
}
