// SPDX-License-Identifier: MIT
#include <lucarne/error.hpp>
#include <lucarne/picture.hpp>

#include <catch2/catch.hpp>

using lucarne::PictureLayout;
using lucarne::Shape;

namespace {

std::vector<arma::uword> told(const Shape& shape) {
  const PictureLayout layout = lucarne::picture_layout(shape);
  return {layout.height, layout.width, layout.channels, layout.channels_last ? 1U : 0U};
}

using Numbers = std::vector<arma::uword>;

}  // namespace

TEST_CASE("a shape tells whether its items are pictures and where the channels are", "[picture]") {
  CHECK(told({5, 7}) == Numbers{5, 7, 1, 0});
  CHECK(told({1, 5, 7}) == Numbers{5, 7, 1, 0});
  CHECK(told({5, 7, 1}) == Numbers{5, 7, 1, 0});
  CHECK(told({3, 5, 7}) == Numbers{5, 7, 3, 0});
  CHECK(told({5, 7, 3}) == Numbers{5, 7, 3, 1});
  CHECK(told({1, 3, 5, 7}) == Numbers{5, 7, 3, 0});
  for (const Shape& none : {Shape{}, Shape{5}, Shape{4, 5, 7}, Shape{2, 3, 5, 7}}) {
    CHECK_FALSE(lucarne::picture_layout(none));
    CHECK_FALSE(lucarne::pictures_of(arma::fmat(1, 1), lucarne::picture_layout(none)));
  }
}

TEST_CASE("colours stand side by side whether channels come first or last", "[picture]") {
  // Two pixels: (0.1, 0.3, 0.5) and (0.2, 0.4, 0.6).
  const arma::fvec first{0.1F, 0.2F, 0.3F, 0.4F, 0.5F, 0.6F};
  const arma::fvec last{0.1F, 0.3F, 0.5F, 0.2F, 0.4F, 0.6F};
  const lucarne::Pictures a = lucarne::pictures_of(first, lucarne::picture_layout({3, 1, 2}));
  const lucarne::Pictures b = lucarne::pictures_of(last, lucarne::picture_layout({2, 1, 3}));
  CHECK(arma::approx_equal(a.pixels, last, "absdiff", 0.0F));
  CHECK(arma::approx_equal(b.pixels, last, "absdiff", 0.0F));
  CHECK(a.height == 1);
  CHECK(a.width == 2);
  CHECK(a.channels == 3);
}

TEST_CASE("colours outside 0 to 1 are stretched, each picture by itself", "[picture]") {
  arma::fmat items(3, 3);
  items.col(0) = arma::fvec{-1, 0, 1};
  items.col(1) = arma::fvec{0, 0.5F, 1};
  items.col(2) = arma::fvec{7, 7, 7};
  const lucarne::Pictures shown = lucarne::pictures_of(items, lucarne::picture_layout({3, 1, 1}));
  CHECK(arma::approx_equal(shown.pixels.col(0), arma::fvec{0, 0.5F, 1}, "absdiff", 0.0F));
  CHECK(arma::approx_equal(shown.pixels.col(1), arma::fvec{0, 0.5F, 1}, "absdiff", 0.0F));
  CHECK(arma::approx_equal(shown.pixels.col(2), arma::fvec{0.5F, 0.5F, 0.5F}, "absdiff", 0.0F));
}

TEST_CASE("values of features are summed over the channels of a pixel", "[picture]") {
  const arma::fmat values = arma::fvec{1, 2, 10, 20, 100, -200};
  CHECK(
      arma::approx_equal(lucarne::summed_over_channels(values, lucarne::picture_layout({3, 1, 2})),
                         arma::fmat(arma::fvec{111, -178}), "absdiff", 0.0F));
  CHECK(
      arma::approx_equal(lucarne::summed_over_channels(values, lucarne::picture_layout({2, 1, 3})),
                         arma::fmat(arma::fvec{13, -80}), "absdiff", 0.0F));
  CHECK(arma::approx_equal(lucarne::summed_over_channels(values, lucarne::picture_layout({2, 3})),
                           values, "absdiff", 0.0F));
}

TEST_CASE("items of another size than the layout are refused", "[picture]") {
  CHECK_THROWS_WITH(lucarne::pictures_of(arma::fmat(5, 1), lucarne::picture_layout({3, 1, 2})),
                    "pictures: wanted items of 6 values, found 5");
}
