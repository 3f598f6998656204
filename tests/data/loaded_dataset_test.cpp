// SPDX-License-Identifier: MIT
#include "data/loaded_dataset.hpp"

#include "data_files.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace lucarne;

namespace {

/// Items of 1 x 2 bytes counting up from `first`, with these labels.
SplitFiles write_split(const TemporaryFolder& folder, const std::string& name, int first,
                       const std::vector<int>& labels) {
  std::string items = idx_header(8, {labels.size(), 1, 2});
  for (std::size_t i = 0; i < 2 * labels.size(); ++i) {
    items += static_cast<char>(first + static_cast<int>(i));
  }
  return {folder.file(name + "-images", items),
          folder.file(name + "-labels", idx_header(8, {labels.size()}) + bytes_of(labels))};
}

DatasetSpec small(const TemporaryFolder& folder) {
  DatasetSpec spec;
  spec.train = write_split(folder, "train", 0, {2, 0, 1, 1, 0});
  spec.test = write_split(folder, "test", 100, {1, 3});
  return spec;
}

std::string dataset_error(const TemporaryFolder& folder, const DatasetSpec& spec) {
  return message_of(folder, [&] {
    const LoadedDataset data(spec);
    for (const std::string& split : data.splits()) data.wait(split);
  });
}

}  // namespace

TEST_CASE("validation is the end of train", "[dataset]") {
  const TemporaryFolder folder;
  DatasetSpec spec = small(folder);
  spec.validation = 2;
  const LoadedDataset data(spec);
  CHECK(data.splits() == std::vector<std::string>{"train", "validation", "test"});
  CHECK(data.n_items("train") == 3);
  CHECK(data.n_items("validation") == 2);
  CHECK(data.item_shape() == Shape{1, 2});
  CHECK(arma::all(data.labels("train") == arma::uvec{2, 0, 1}));
  CHECK(arma::all(data.labels("validation") == arma::uvec{1, 0}));
  arma::fmat inputs;
  data.read("validation", 0, 2, inputs);
  CHECK(arma::approx_equal(inputs, arma::fmat{{6, 8}, {7, 9}}, "absdiff", 0));
}

TEST_CASE("without validation there is no such split", "[dataset]") {
  const TemporaryFolder folder;
  DatasetSpec spec = small(folder);
  spec.train.reset();
  const LoadedDataset data(spec);
  CHECK(data.splits() == std::vector<std::string>{"test"});
  CHECK(message_of(folder, [&] { data.labels("tets"); }) == "no split 'tets'; splits are test");
}

TEST_CASE("items are read by range and by index, divided by the scale", "[dataset]") {
  const TemporaryFolder folder;
  DatasetSpec spec = small(folder);
  spec.scale = 4;
  const LoadedDataset data(spec);
  arma::fmat inputs;
  data.read("train", 1, 2, inputs);
  CHECK(arma::approx_equal(inputs, arma::fmat{{0.5f, 1.0f}, {0.75f, 1.25f}}, "absdiff", 0));
  const arma::fmat chosen = data.inputs("test", arma::uvec{1, 0, 1});
  CHECK(arma::approx_equal(chosen, arma::fmat{{25.5f, 25.0f, 25.5f}, {25.75f, 25.25f, 25.75f}},
                           "absdiff", 0));
  data.read("train", 5, 0, inputs);
  CHECK(inputs.n_rows == 2);
  CHECK(inputs.n_cols == 0);
}

TEST_CASE("the largest byte divided by 255 is exactly one", "[dataset]") {
  const TemporaryFolder folder;
  DatasetSpec spec;
  spec.test = SplitFiles{folder.file("i", idx_header(8, {1, 2}) + bytes_of({255, 51})),
                         folder.file("l", idx_header(8, {1}) + bytes_of({0}))};
  spec.scale = 255;
  const LoadedDataset data(spec);
  const arma::fmat inputs = data.inputs("test", arma::uvec{0});
  CHECK(inputs(0, 0) == 1.0f);
  CHECK(inputs(1, 0) == 0.2f);
}

TEST_CASE("reading beyond a split is refused", "[dataset]") {
  const TemporaryFolder folder;
  const LoadedDataset data(small(folder));
  arma::fmat inputs;
  CHECK(message_of(folder, [&] { data.read("test", 1, 2, inputs); }) ==
        "wanted 2 items from item 1 on, found 2 in split 'test'");
  const arma::uword huge = ~arma::uword{0};
  CHECK(message_of(folder, [&] { data.read("test", huge, 2, inputs); }) ==
        "wanted 2 items from item 18446744073709551615 on, found 2 in split 'test'");
  CHECK(message_of(folder, [&] { data.inputs("test", arma::uvec{2}); }) ==
        "wanted item 2, found 2 items in split 'test'");
}

TEST_CASE("classes are named by number up to the largest label of all splits", "[dataset]") {
  const TemporaryFolder folder;
  const LoadedDataset data(small(folder));
  CHECK(data.class_names() == std::vector<std::string>{"0", "1", "2", "3"});
}

TEST_CASE("given class names are kept as they are", "[dataset]") {
  const TemporaryFolder folder;
  DatasetSpec spec = small(folder);
  spec.class_names = {"a", "b", "c", "`d`", "unused"};
  const LoadedDataset data(spec);
  CHECK(data.class_names() == spec.class_names);
}

TEST_CASE("a label beyond the class names is refused with item and label", "[dataset]") {
  const TemporaryFolder folder;
  DatasetSpec spec = small(folder);
  spec.class_names = {"a", "b", "c"};
  CHECK(dataset_error(folder, spec) ==
        "test-labels: label of item 1: wanted at most 2, found 3, as there are 3 class names; add "
        "names or correct the label");
}

TEST_CASE("labels that are negative, fractional or absurd are refused", "[dataset]") {
  const TemporaryFolder folder;
  DatasetSpec spec = small(folder);
  spec.test->labels = folder.file("i1", idx_header(9, {2}) + bytes_of({0, 0xfd}));
  CHECK(dataset_error(folder, spec) == "i1: label of item 1: wanted 0 or more, found -3");
  spec.test->labels = folder.file("f4", idx_header(0x0d, {2}) + big(0x3fc00000) + big(0));
  CHECK(dataset_error(folder, spec) == "f4: label of item 0: wanted a whole number, found 1.5");
  spec.test->labels = folder.file("nan", idx_header(0x0d, {2}) + big(0) + big(0x7fc00000));
  CHECK(dataset_error(folder, spec) == "nan: label of item 1: wanted a whole number, found nan");
  spec.test->labels = folder.file("i4", idx_header(0x0c, {2}) + big(0) + big(2000000000));
  CHECK(dataset_error(folder, spec) ==
        "i4: label of item 1: wanted at most 65535, found 2000000000, as no class names are given; "
        "is this the right file?");
}

TEST_CASE("items and labels of different counts are refused", "[dataset]") {
  const TemporaryFolder folder;
  DatasetSpec spec = small(folder);
  spec.test->labels = spec.train->labels;
  CHECK(dataset_error(folder, spec) ==
        "train-labels: wanted as many labels as there are items, found 5 labels, but 2 items in "
        "test-images");
}

TEST_CASE("swapped items and labels are noticed", "[dataset]") {
  const TemporaryFolder folder;
  DatasetSpec spec = small(folder);
  std::swap(spec.test->items, spec.test->labels);
  CHECK(dataset_error(folder, spec) ==
        "test-labels: wanted items with at least one dimension of their own, found an array of 2; "
        "are items and labels swapped?");
  spec.test->items = spec.test->labels;
  CHECK(dataset_error(folder, spec) ==
        "test-images: wanted labels, one number for each item, found an array of 2 x 1 x 2; are "
        "items and labels swapped?");
}

TEST_CASE("splits whose items have different shapes are refused", "[dataset]") {
  const TemporaryFolder folder;
  DatasetSpec spec = small(folder);
  spec.test->items = folder.file("wide", idx_header(8, {2, 2, 1}) + "abcd");
  CHECK(dataset_error(folder, spec) ==
        "wide: wanted items of 1 x 2 as in train-images, found 2 x 1");
}

TEST_CASE("an item shape may be given if it has as many elements", "[dataset]") {
  const TemporaryFolder folder;
  DatasetSpec spec = small(folder);
  spec.item_shape = {2, 1, 1};
  CHECK(LoadedDataset(spec).item_shape() == Shape{2, 1, 1});
  spec.item_shape = {3};
  CHECK(dataset_error(folder, spec) ==
        "train-images: wanted items of 3 (3 values), found 1 x 2 (2 values)");
}

TEST_CASE("a split without items or without values is refused", "[dataset]") {
  const TemporaryFolder folder;
  DatasetSpec spec = small(folder);
  spec.test = SplitFiles{folder.file("none", idx_header(8, {0, 1, 2})),
                         folder.file("labels", idx_header(8, {0}))};
  CHECK(dataset_error(folder, spec) == "none: holds no values, its header says 0 x 1 x 2");
  spec.test->items = folder.file("flat", idx_header(8, {2, 0, 2}));
  CHECK(dataset_error(folder, spec) == "flat: holds no values, its header says 2 x 0 x 2");
}

TEST_CASE("validation must leave an item to train on", "[dataset]") {
  const TemporaryFolder folder;
  DatasetSpec spec = small(folder);
  spec.validation = 4;
  CHECK(LoadedDataset(spec).n_items("train") == 1);
  spec.validation = 5;
  CHECK(dataset_error(folder, spec) ==
        "train-images: wanted 5 items for validation and at least one more to train on, found 5; "
        "lower data.validation");
}

TEST_CASE("a number that is not finite is refused with item and element", "[dataset]") {
  const TemporaryFolder folder;
  DatasetSpec spec = small(folder);
  const std::string header = idx_header(0x0d, {2, 1, 2}) + big(0) + big(0) + big(0);
  spec.test->items = folder.file("f", header + big(0x7fc00000));
  spec.train.reset();
  CHECK(dataset_error(folder, spec) ==
        "f: item 1, element 1: wanted a finite number within the range of float, found nan");
  spec.test->items = folder.file("f", header + big(0xff800000));
  CHECK(dataset_error(folder, spec) ==
        "f: item 1, element 1: wanted a finite number within the range of float, found -inf");
}

TEST_CASE("a scale of zero is refused", "[dataset]") {
  const TemporaryFolder folder;
  DatasetSpec spec = small(folder);
  spec.scale = 0;
  CHECK(dataset_error(folder, spec) == "data: wanted a finite scale other than 0, found 0");
  CHECK(dataset_error(folder, {}) == "data: wanted files for train or test, found none");
}

TEST_CASE("damage beyond the header is told by the split it is in", "[dataset]") {
  const TemporaryFolder folder;
  DatasetSpec spec = small(folder);
  std::string packed = gzip(content_of(spec.train->items));
  spec.train->items = folder.file("packed", packed.substr(0, packed.size() - 6));
  const LoadedDataset data(spec);
  CHECK(message_of(folder, [&] { data.wait("test"); }) == "nothing thrown");
  const std::string expected = "packed: ends within its compressed data at byte " +
                               std::to_string(packed.size() - 6) +
                               "; fetch or write the file again";
  arma::fmat inputs;
  CHECK(message_of(folder, [&] { data.wait("train"); }) == expected);
  CHECK(message_of(folder, [&] { data.read("train", 0, 1, inputs); }) == expected);
  CHECK(data.labels("train").n_elem == 5);
}

TEST_CASE("all files are listed once, train before test", "[dataset]") {
  const TemporaryFolder folder;
  DatasetSpec spec = small(folder);
  CHECK(LoadedDataset(spec).files() ==
        std::vector<std::filesystem::path>{spec.train->items, spec.train->labels, spec.test->items,
                                           spec.test->labels});
  spec.test = spec.train;
  CHECK(LoadedDataset(spec).files().size() == 2);
}

TEST_CASE("a data set may be used from many threads at once", "[dataset]") {
  const TemporaryFolder folder;
  const LoadedDataset data(small(folder));
  std::vector<float> sums(8);
  {
    std::vector<std::jthread> threads;
    for (float& sum : sums) {
      threads.emplace_back([&data, &sum] {
        arma::fmat inputs;
        data.read("test", 0, 2, inputs);
        sum = arma::accu(inputs) + static_cast<float>(data.class_names().size());
      });
    }
  }
  // 100 + 101 + 102 + 103 and 4 classes
  CHECK(sums == std::vector<float>(8, 410.0f));
}
