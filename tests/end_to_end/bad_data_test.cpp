// SPDX-License-Identifier: MIT
#include "refused.hpp"

#include "data/data_files.hpp"

#include <cmath>
#include <limits>

TEST_CASE("a data file that does not exist is told with the nearest name", "[bad]") {
  const SmallCase small;
  small.edit("images: test-images", "images: test-imagse");
  require_refused(small, {"pipeline.yaml:6:18: error: ", "wanted a data file, found no file",
                          "did you mean 'test-images'?"});
}

TEST_CASE("images and labels of different counts are refused", "[bad]") {
  const SmallCase small;
  small.write("test-labels", small_labels(29));
  require_refused(small, {"test-labels", "as many labels as there are items",
                          "found 29 labels, but 30 items in"});
}

TEST_CASE("a label beyond the classes is refused", "[bad]") {
  const SmallCase small;
  std::string labels = small_labels(30);
  labels.back() = 3;
  small.write("test-labels", labels);
  require_refused(small, {"test-labels", "label of item 29: wanted at most 2, found 3"});
}

TEST_CASE("items that do not fit the network are refused", "[bad]") {
  const SmallCase small;
  for (const std::string split : {"train", "test"}) {
    const int count = split == "train" ? 40 : 30;
    small.write(split + "-images", idx_header(8, {static_cast<std::uint64_t>(count), 5, 4}) +
                                       std::string(static_cast<std::size_t>(20 * count), '\1'));
  }
  require_refused(small, {"pipeline.yaml:9:", "the network takes items of 16 values",
                          "the data has 20 (5 x 4)", "name the data that"});
}

TEST_CASE("classes that do not fit the network are refused", "[bad]") {
  const SmallCase small;
  small.edit("  scale: 255", "  scale: 255\n  classes: [cat, dog, bird, fish]");
  require_refused(small, {"the network has 3 classes, the data has 4 (cat, dog, bird, fish)"});
}

TEST_CASE("an empty split is refused", "[bad]") {
  const SmallCase small;
  small.write("test-images", idx_header(8, {0, 4, 4}));
  small.write("test-labels", idx_header(8, {0}));
  require_refused(small, {"test-images", "holds no values"});
}

TEST_CASE("a validation part that leaves nothing to train on is refused", "[bad]") {
  const SmallCase small;
  small.edit("validation: 10", "validation: 40");
  require_refused(small, {"train-images", "wanted 40 items for validation and at least one more"});
}

TEST_CASE("inputs that are no numbers are refused", "[bad]") {
  const SmallCase small;
  small.stages("  - plugin: errors");  // a stage that looks at them
  small.edit("format: idx", "format: npy");
  for (const std::string split : {"train", "test"}) {
    const std::size_t count = split == "train" ? 40 : 30;
    std::vector<float> labels(count);
    for (std::size_t i = 0; i < count; ++i) labels[i] = static_cast<float>(i % 3);
    const std::string n = std::to_string(count);
    small.write(split + "-labels", npy("(" + n + ",)", labels));
    small.write(split + "-images", npy("(" + n + ", 16)", std::vector<float>(16 * count, 0.5f)));
  }
  REQUIRE(small.call({"check", "pipeline.yaml"}).exit_code == 0);

  for (const float bad : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    std::vector<float> values(30 * 16, 0.5f);
    values[16 * 7 + 5] = bad;
    small.write("test-images", npy("(30, 16)", values));
    require_refused(small, {"test-images", "item 7, element 5: wanted a finite number"});
  }
}

TEST_CASE("a truncated file and one that lies about its size are refused", "[bad]") {
  const SmallCase small;
  small.stages("  - plugin: errors");
  const std::string whole = small_images(30, 2);
  small.write("test-images", whole.substr(0, whole.size() - 1));
  require_refused(small, {"test-images"});
  small.write("test-images", idx_header(8, {0xffffffff, 0xffffffff, 0xffff}) + whole);
  require_refused(small, {"test-images"});
  small.write("test-images", gzip(whole).substr(0, 100));
  require_refused(small, {"test-images"});
  small.write("test-images", "no IDX file at all");
  require_refused(small, {"test-images"});
}
