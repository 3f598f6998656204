// SPDX-License-Identifier: MIT
#include "data_files.hpp"
#include "support/write_png.hpp"

#include "data/images/resize_picture.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

Picture grey(std::size_t height, std::size_t width, std::vector<std::uint8_t> values) {
  return {height, width, 1, std::move(values)};
}

using Values = std::vector<std::uint8_t>;

}  // namespace

TEST_CASE("a picture of its own size comes back as it is", "[resize]") {
  const Values values{1, 2, 3, 4, 5, 6};
  CHECK(resized(grey(2, 3, values), 2, 3).values == values);
}

TEST_CASE("half the size is a mean with the weights of a triangle", "[resize]") {
  // Centres at 1 and 3, half width 2: pixels at 0.5, 1.5, 2.5, 3.5 weigh 3/4, 3/4, 1/4, 0 and the
  // mirror image, each over its sum 7/4.
  const Values halved = resized(grey(1, 4, {0, 70, 140, 210}), 1, 2).values;
  CHECK(halved == Values{50, 160});  // (3*0 + 3*70 + 140) / 7; (70 + 3*140 + 3*210) / 7
  CHECK(resized(grey(4, 1, {0, 70, 140, 210}), 2, 1).values == halved);
}

TEST_CASE("one pixel is the mean that a triangle over all of them gives", "[resize]") {
  // Centre 1, half width 2: both weigh 3/4. Centre 1.5, half width 3: 2/3, 1, 2/3.
  CHECK(resized(grey(1, 2, {10, 20}), 1, 1).values == Values{15});
  CHECK(resized(grey(1, 3, {0, 70, 0}), 1, 1).values == Values{30});
}

TEST_CASE("larger is linear between the pixels' centres and constant beyond them", "[resize]") {
  // Centres of four new pixels lie at 0.25, 0.75, 1.25 and 1.75 old ones.
  CHECK(resized(grey(1, 2, {0, 100}), 1, 4).values == Values{0, 25, 75, 100});
  CHECK(resized(grey(2, 1, {0, 100}), 4, 1).values == Values{0, 25, 75, 100});
}

TEST_CASE("columns are rounded before rows are, halves up", "[resize]") {
  // Columns: 0.5 -> 1 and 1 -> 1; rows: 1. In one step it would be 0.75.
  CHECK(resized(grey(2, 2, {0, 1, 1, 1}), 1, 1).values == Values{1});
  CHECK(resized(grey(2, 2, {0, 1, 0, 0}), 1, 1).values == Values{1});
}

TEST_CASE("constant pictures stay constant and channels do not mix", "[resize]") {
  Picture picture{5, 7, 3, {}};
  for (int i = 0; i < 35; ++i) picture.values.insert(picture.values.end(), {10, 100, 255});
  for (const auto& [height, width] : {std::pair{2, 3}, {11, 13}, {1, 1}, {5, 2}, {9, 7}}) {
    const Picture other =
        resized(picture, static_cast<std::size_t>(height), static_cast<std::size_t>(width));
    bool constant = true;
    for (std::size_t i = 0; i < other.values.size(); i += 3) {
      constant = constant && other.values[i] == 10 && other.values[i + 1] == 100 &&
                 other.values[i + 2] == 255;
    }
    CHECK(constant);
  }
}

TEST_CASE("the middle is cut out, odd rests as torchvision rounds them", "[resize]") {
  const Picture row = grey(1, 6, {0, 1, 2, 3, 4, 5});
  CHECK(middle_of(row, 1, 2).values == Values{2, 3});
  CHECK(middle_of(row, 1, 5).values == Values{0, 1, 2, 3, 4});  // rest 1: half of it to even, 0
  CHECK(middle_of(row, 1, 3).values == Values{2, 3, 4});        // rest 3: 1.5 to even, 2
  CHECK(middle_of(row, 1, 1).values == Values{2});              // rest 5: 2.5 to even, 2
  CHECK(middle_of(grey(6, 1, {0, 1, 2, 3, 4, 5}), 3, 1).values == Values{2, 3, 4});
}

TEST_CASE("one number brings the shorter side to it, and a crop may follow", "[resize]") {
  const TemporaryFolder folder;
  PictureForm form;
  form.resize = {4};
  const Picture wide = read_picture(folder.file("a.png", plain_png(8, 13, {1, 2, 3})), form);
  CHECK(wide.height == 4);
  CHECK(wide.width == 6);  // 13 * 4 / 8 = 6.5
  const Picture high = read_picture(folder.file("b.png", plain_png(13, 8, {1, 2, 3})), form);
  CHECK(high.height == 6);
  CHECK(high.width == 4);
  form.crop = {4, 4};
  const Picture cut = read_picture(folder.file("c.png", plain_png(13, 8, {1, 2, 3})), form);
  CHECK(cut.height == 4);
  CHECK(cut.values == read_picture(folder.file("d.png", plain_png(4, 4, {1, 2, 3})), {}).values);
  form.crop = {5, 4};
  CHECK(message_of(folder, [&] { read_picture(folder.path() / "a.png", form); }) ==
        "a.png: wanted at least the 5 x 4 pixels of data.crop, found 4 x 6; give data.resize, or a "
        "smaller crop");
}
