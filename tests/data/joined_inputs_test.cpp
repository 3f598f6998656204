// SPDX-License-Identifier: MIT
#include "data/loaded_dataset.hpp"
#include "data_files.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

/// Bytes in an IDX file: 3 items of 2 x 1, 3 of 3, and 3 labels.
struct JoinedFiles {
  JoinedFiles() {
    folder.file("a", idx_header(8, {3, 2, 1}) + bytes_of({1, 2, 3, 4, 5, 6}));
    folder.file("b", idx_header(8, {3, 3}) + bytes_of({10, 20, 30, 40, 50, 60, 70, 80, 90}));
    folder.file("labels", idx_header(8, {3}) + bytes_of({0, 1, 0}));
  }
  DatasetSpec spec(const std::vector<std::string>& files) const {
    DatasetSpec spec;
    spec.test = SplitFiles{{}, folder.path() / "labels"};
    for (const std::string& file : files) {
      spec.test->inputs.push_back({"input " + file, folder.path() / file});
    }
    return spec;
  }
  std::string refusal(const std::vector<std::string>& files) const {
    return message_of(folder, [&] { LoadedDataset dataset(spec(files)); });
  }
  TemporaryFolder folder;
};

}  // namespace

TEST_CASE("items of several inputs are one column, in the order of the files", "[joined]") {
  const JoinedFiles files;
  const LoadedDataset dataset(files.spec({"b", "a"}));
  CHECK(dataset.item_shape() == Shape{5});
  CHECK(dataset.input_shapes() == std::vector<Shape>{{3}, {2, 1}});
  CHECK(dataset.n_items("test") == 3);
  arma::fmat read;
  dataset.read("test", 1, 2, read);
  const arma::fmat expected{{40, 70}, {50, 80}, {60, 90}, {3, 5}, {4, 6}};
  CHECK(arma::approx_equal(read, expected, "absdiff", 0));
  const arma::fmat chosen = dataset.inputs("test", arma::uvec{2, 0});
  CHECK(chosen(0, 0) == 70);
  CHECK(chosen(4, 1) == 2);
  const arma::uvec labels = dataset.labels("test");
  CHECK(labels(1) == 1);
  CHECK(LoadedDataset(files.spec({"a"})).item_shape() == Shape{2, 1});
}

TEST_CASE("every file of several inputs has its name among the data's files", "[joined]") {
  const JoinedFiles files;
  const LoadedDataset dataset(files.spec({"a", "b"}));
  const auto named = dataset.named_files();
  REQUIRE(named.size() == 3);
  CHECK(named[0].first == "test items of input 'input a'");
  CHECK(named[1].first == "test items of input 'input b'");
  CHECK(named[1].second == files.folder.path() / "b");
  CHECK(named[2].first == "test labels");
  CHECK(dataset.files().size() == 3);
}

TEST_CASE("files of several inputs that do not fit together are refused", "[joined]") {
  const JoinedFiles files;
  files.folder.file("two", idx_header(8, {2, 3}) + bytes_of({1, 2, 3, 4, 5, 6}));
  files.folder.file("empty", idx_header(8, {3, 0}));
  CHECK_THAT(
      files.refusal({"a", "two"}),
      Catch::Contains("two: wanted 3 items, as many as items in") && Catch::Contains("a, found 2"));
  CHECK_THAT(files.refusal({"two", "a"}), Catch::Contains("a: wanted 2 items"));
  CHECK_THAT(files.refusal({"two"}), Catch::Contains("labels: wanted 2 labels, as many as items"));
  CHECK_THAT(files.refusal({"a", "empty"}),
             Catch::Contains("empty: wanted items, its header says 3 x 0"));
  CHECK_THAT(files.refusal({"a", "none"}), Catch::Contains("none: no such file"));
}

TEST_CASE("splits whose inputs have other shapes are refused", "[joined]") {
  const JoinedFiles files;
  DatasetSpec spec = files.spec({"a", "b"});
  spec.train = files.spec({"b", "a"}).test;
  CHECK_THAT(message_of(files.folder, [&] { LoadedDataset dataset(spec); }),
             Catch::Contains("wanted inputs of the shapes that they have in b, found others"));
}
