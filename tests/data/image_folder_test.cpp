// SPDX-License-Identifier: MIT
#include "data_files.hpp"
#include "support/write_jpeg.hpp"
#include "support/write_png.hpp"

#include "data/images/picture_list.hpp"
#include "data/loaded_dataset.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;
namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string>;

DatasetSpec folder_spec(const fs::path& folder) {
  DatasetSpec spec;
  spec.format = DataFormat::images;
  spec.test = SplitFiles{folder, {}};
  return spec;
}

// Two cats, one of them below a further folder, and a dog; grey levels 1, 2 and 3.
void put_animals(const TemporaryFolder& folder) {
  folder.file("p/dog/c.png", plain_png(2, 3, {3, 3, 3}));
  folder.file("p/cat/b.png", plain_png(2, 3, {1, 1, 1}));
  folder.file("p/cat/sub/a.jpg", jpeg_bytes(2, 3, 1, std::vector<int>(6, 2)));
  folder.file("p/.hidden", "x");
  folder.file("p/cat/.DS_Store", "x");
}

std::string folder_error(const TemporaryFolder& folder, const DatasetSpec& spec) {
  return message_of(folder, [&] { LoadedDataset(spec).wait("test"); });
}

}  // namespace

TEST_CASE("each sub-folder is a class, and all is in the order of the names", "[images]") {
  const TemporaryFolder folder;
  put_animals(folder);
  const LoadedDataset data(folder_spec(folder.path() / "p"));
  CHECK(data.class_names() == Names{"cat", "dog"});
  CHECK(data.item_shape() == Shape{3, 2, 3});
  REQUIRE(data.n_items("test") == 3);
  CHECK(arma::all(data.labels("test") == arma::uvec{0, 0, 1}));
  arma::fmat inputs;
  data.read("test", 0, 3, inputs);
  for (arma::uword item = 0; item < 3; ++item) {
    const float level = static_cast<float>(item + 1);
    CHECK(inputs.col(item).min() == level);
    CHECK(inputs.col(item).max() == level);
  }
  CHECK(data.files() == std::vector<fs::path>{folder.path() / "p"});
  CHECK(data.bytes_held() == 3 * 18);
}

TEST_CASE("pictures that are not held are decoded anew and give the same numbers", "[images]") {
  const TemporaryFolder folder;
  for (int i = 0; i < 30; ++i) {
    folder.file("p/k" + std::to_string(i % 3) + "/" + std::to_string(100 + i) + ".png",
                PngFile{2, 2, 8, 0, {i, 2 * i, 3 * i, 7}}.bytes());
  }
  DatasetSpec spec = folder_spec(folder.path() / "p");
  spec.pictures.channels = PictureForm::Channels::grey;
  spec.scale = 255;
  spec.normalisation = {{0.5}, {0.25}};
  const LoadedDataset held(spec);
  spec.picture_bytes_held = 119;
  const LoadedDataset on_demand(spec);
  CHECK(held.bytes_held() == 120);
  CHECK(on_demand.bytes_held() == 0);
  arma::fmat a, b;
  held.read("test", 3, 20, a);
  on_demand.read("test", 3, 20, b);
  CHECK(arma::approx_equal(a, b, "absdiff", 0.0F));
  CHECK(arma::approx_equal(held.inputs("test", {29, 0}), on_demand.inputs("test", {29, 0}),
                           "absdiff", 0.0F));
  CHECK(on_demand.item_shape() == Shape{2, 2});
}

TEST_CASE("classes of all splits count, or those that the pipeline names", "[images]") {
  const TemporaryFolder folder;
  folder.file("train/b/1.png", plain_png(1, 1, {1, 1, 1}));
  folder.file("train/c/1.png", plain_png(1, 1, {1, 1, 1}));
  folder.file("test/a/1.png", plain_png(1, 1, {1, 1, 1}));
  DatasetSpec spec = folder_spec(folder.path() / "test");
  spec.train = SplitFiles{folder.path() / "train", {}};
  const LoadedDataset data(spec);
  CHECK(data.class_names() == Names{"a", "b", "c"});
  CHECK(arma::all(data.labels("train") == arma::uvec{1, 2}));
  spec.class_names = {"c", "x", "b", "a"};
  const LoadedDataset named(spec);
  CHECK(arma::all(named.labels("train") == arma::uvec{2, 0}));
  CHECK(named.labels("test")(0) == 3);
  spec.class_names = {"b", "c"};
  CHECK(folder_error(folder, spec) ==
        "test/a/1.png: its class 'a' is none of data.classes, did you mean 'b'?");
}

TEST_CASE("a list names files and their labels, with or without a header", "[images]") {
  const TemporaryFolder folder;
  put_animals(folder);
  DatasetSpec spec = folder_spec(folder.path() / "p");
  const auto with_list = [&](const std::string& content) {
    spec.test->labels = folder.file("list.csv", content);
    return spec;
  };
  const LoadedDataset named(with_list("label,file\nwoof,dog/c.png\nmiaow,cat/b.png\n"));
  CHECK(named.class_names() == Names{"miaow", "woof"});
  CHECK(arma::all(named.labels("test") == arma::uvec{1, 0}));
  const LoadedDataset numbered(with_list("dog/c.png,2\ncat/sub/a.jpg,0\n"));
  CHECK(numbered.class_names() == Names{"0", "1", "2"});
  CHECK(arma::all(numbered.labels("test") == arma::uvec{2, 0}));
  CHECK(
      folder_error(folder, with_list("file,label\ncat/x.png,1\n")) ==
      "list.csv:2: p/cat/x.png: wanted a picture, found none that can be reached: No such file or "
      "directory");
  CHECK(folder_error(folder, with_list("/etc/passwd,1\n")) ==
        "list.csv:1: wanted a file's name from the folder 'p' on, found '/etc/passwd'");
  folder.file("secret.png", plain_png(1, 1, {1, 1, 1}));
  CHECK(folder_error(folder, with_list("../secret.png,1\n")) ==
        "list.csv:1: p/../secret.png: leads to 'secret.png', outside of the folder 'p'; copy the "
        "file into the folder");
  CHECK(folder_error(folder, with_list("cat/b.png,\n")) ==
        "list.csv:1: wanted a label for 'cat/b.png', found none");
  CHECK(folder_error(folder, with_list("cat/b.png,1,2\n")) ==
        "list.csv:1: wanted a header with the columns file and label, or lines of a file and a "
        "label, found 'cat/b.png,1,2'");
  CHECK(folder_error(folder, with_list("\n")) ==
        "list.csv: wanted lines of a file and a label, found none");
}

TEST_CASE("folders that hold something else say so", "[images]") {
  const TemporaryFolder folder;
  const DatasetSpec spec = folder_spec(folder.path() / "p");
  fs::create_directories(folder.path() / "p");
  CHECK(folder_error(folder, spec) ==
        "p: wanted one folder of pictures for each class, found none");
  fs::create_directories(folder.path() / "p/empty");
  CHECK(folder_error(folder, spec) ==
        "p/empty: wanted pictures of this class, found none; add some, or remove the folder");
  const fs::path text = folder.file("p/empty/notes.txt", "x");
  CHECK(folder_error(folder, spec) ==
        "p/empty/notes.txt: wanted names that end in .png, .jpg or .jpeg; convert it, or move it "
        "out of the folder");
  fs::remove(text);
  folder.file("p/empty/a.png", plain_png(2, 2, {1, 2, 3}));
  const fs::path beside = folder.file("p/b.png", plain_png(2, 2, {1, 2, 3}));
  CHECK(
      folder_error(folder, spec) ==
      "p/b.png: wanted one folder for each class and nothing beside them; move it into the folder "
      "of its class, or give a 'list' of files and labels");
  fs::remove(beside);
  folder.file("p/empty/b.png", plain_png(2, 3, {1, 2, 3}));
  CHECK(folder_error(folder, spec) ==
        "p/empty/b.png: wanted pictures of one size, found 2 x 3 pixels, but 2 x 2 in "
        "'p/empty/a.png'; give data.resize: [height, width], or data.resize and data.crop");
}

TEST_CASE("links may not leave the folder", "[images]") {
  const TemporaryFolder folder;
  const DatasetSpec spec = folder_spec(folder.path() / "p");
  folder.file("p/k/a.png", plain_png(1, 1, {1, 1, 1}));
  fs::create_symlink("a.png", folder.path() / "p/k/b.png");
  CHECK(LoadedDataset(spec).n_items("test") == 2);
  const fs::path link = folder.path() / "p/k/c.png";
  const fs::path secret = folder.file("secret.png", plain_png(1, 1, {9, 9, 9}));
  fs::create_symlink(secret, link);
  CHECK(folder_error(folder, spec) ==
        "p/k/c.png: leads to 'secret.png', outside of the folder 'p'; copy the file into the "
        "folder");
  fs::remove(link);
  fs::create_symlink("nothing.png", link);
  CHECK(folder_error(folder, spec) ==
        "p/k/c.png: wanted a picture, found none that can be reached: No such file or directory");
  fs::remove(link);
  fs::create_directory_symlink(folder.path() / "p/k", folder.path() / "p/l");
  CHECK(folder_error(folder, spec) ==
        "p/l: is a link to a folder; put the pictures themselves there");
}

TEST_CASE("of several damaged pictures the first is named, whatever the threads do", "[images]") {
  const TemporaryFolder folder;
  for (int i = 10; i < 60; ++i) {
    folder.file("p/k/" + std::to_string(i) + ".png",
                i == 23 || i == 24 || i > 40 ? "nothing" : plain_png(1, 1, {1, 1, 1}));
  }
  for (int trial = 0; trial < 5; ++trial) {
    CHECK_THAT(folder_error(folder, folder_spec(folder.path() / "p")),
               Catch::StartsWith("p/k/23.png: "));
  }
}

TEST_CASE("pictures are shown in their natural colours", "[images]") {
  const TemporaryFolder folder;
  folder.file("p/k/a.png", PngFile{2, 1, 8, 2, {255, 51, 0, 0, 102, 255}}.bytes());
  const arma::fmat natural = arma::fmat{1, 0.2F, 0, 0, 0.4F, 1}.t();
  for (const double scale : {1.0, 255.0}) {
    for (const PictureForm::Channels channels :
         {PictureForm::Channels::rgb, PictureForm::Channels::bgr}) {
      for (const PictureForm::Order order : {PictureForm::Order::chw, PictureForm::Order::hwc}) {
        DatasetSpec spec = folder_spec(folder.path() / "p");
        spec.scale = scale;
        spec.pictures.channels = channels;
        spec.pictures.order = order;
        spec.normalisation = {{0.4, 0.5, 0.6}, {0.2, 0.3, 0.4}};
        const LoadedDataset data(spec);
        const Pictures shown = data.pictures(data.inputs("test", {0}));
        CHECK(shown.height == 2);
        CHECK(shown.width == 1);
        CHECK(arma::approx_equal(shown.pixels, natural, "absdiff", 1e-6F));
      }
    }
  }
}
