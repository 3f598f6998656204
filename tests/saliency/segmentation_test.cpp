// SPDX-License-Identifier: MIT
#include "saliency/segmentation/quickshift.hpp"
#include "saliency/segmentation/segments.hpp"
#include "saliency/segmentation/slic.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace lucarne::saliency;
using lucarne::Pictures;

namespace {

// A picture of 3 channels from a function of row and column that gives a colour.
template <class Colour>
Pictures painted(arma::uword height, arma::uword width, const Colour& colour) {
  Pictures made{arma::fmat(3 * height * width, 1), height, width, 3};
  for (arma::uword y = 0; y < height; ++y) {
    for (arma::uword x = 0; x < width; ++x) {
      const arma::fvec rgb = colour(y, x);
      for (arma::uword i = 0; i < 3; ++i) made.pixels(3 * (y * width + x) + i, 0) = rgb(i);
    }
  }
  return made;
}

// Four quarters in plainly different colours, the borders at row 12 and column 16.
Pictures quarters() {
  return painted(30, 40, [](arma::uword y, arma::uword x) -> arma::fvec {
    if (y < 12) return x < 16 ? arma::fvec{1, 0, 0} : arma::fvec{0, 1, 0};
    return x < 16 ? arma::fvec{0, 0, 1} : arma::fvec{1, 1, 0};
  });
}

arma::uword quarter_of(arma::uword pixel) {
  return (pixel / 40 < 12 ? 0U : 2U) + (pixel % 40 < 16 ? 0U : 1U);
}

// Whether no segment lies in two quarters.
bool keeps_quarters(const arma::uvec& segments) {
  std::vector<std::set<arma::uword>> seen(segments.max() + 1);
  for (arma::uword i = 0; i < segments.n_elem; ++i) seen[segments(i)].insert(quarter_of(i));
  return std::ranges::all_of(seen, [](const auto& quarters) { return quarters.size() == 1; });
}

bool numbered_in_order(const arma::uvec& segments) {
  return arma::all(numbered_by_first(segments) == segments);
}

Pictures noise(arma::uword height, arma::uword width) {
  return painted(height, width, [](arma::uword y, arma::uword x) -> arma::fvec {
    const auto wave = [&](float a, float b) {
      return 0.5F + 0.5F * std::sin(a * static_cast<float>(y * y) + b * static_cast<float>(x * y));
    };
    return {wave(1.3F, 0.7F), wave(0.4F, 2.1F), wave(3.3F, 0.2F)};
  });
}

}  // namespace

TEST_CASE("colours in CIELAB are those of the standard", "[segmentation]") {
  // sRGB primaries, white and mid grey, as tables of the standard give them.
  const std::vector<std::pair<arma::fvec, arma::vec>> known{{{1, 0, 0}, {53.24, 80.09, 67.20}},
                                                            {{0, 1, 0}, {87.73, -86.18, 83.18}},
                                                            {{0, 0, 1}, {32.30, 79.20, -107.86}},
                                                            {{1, 1, 1}, {100, 0, 0}},
                                                            {{0, 0, 0}, {0, 0, 0}},
                                                            {{0.5F, 0.5F, 0.5F}, {53.39, 0, 0}}};
  for (const auto& [rgb, lab] : known) {
    const LabPicture one = lab_picture({rgb, 1, 1, 3}, 0);
    CHECK(arma::abs(one.values.col(0) - lab).max() < 0.02);
  }
  const LabPicture grey = lab_picture({arma::fmat{0.5F}, 1, 1, 1}, 0);
  CHECK(grey.values(0, 0) == Approx(53.39).margin(0.01));
  CHECK(grey.values(1, 0) == 0.0);
}

TEST_CASE("quickshift finds planted regions, each a segment", "[segmentation]") {
  // Links within a region reach one peak where the kernel is as wide as the region; those to
  // another colour are longer than max_dist.
  const LabPicture picture = lab_picture(quarters(), 0);
  const arma::uvec segments = quickshift(picture, {6, 100, 5});
  CHECK(keeps_quarters(segments));
  CHECK(segments.max() == 3);
  CHECK(numbered_in_order(segments));
  // With a short reach most of a region is a plateau of density, which is one segment too.
  const arma::uvec plateaus = quickshift(picture, {1, 1.2, 5});
  CHECK(plateaus.max() == 3);
  CHECK(keeps_quarters(plateaus));
}

TEST_CASE("slic keeps planted borders and about the count asked for", "[segmentation]") {
  const LabPicture picture = lab_picture(quarters(), 0);
  for (const arma::uword wanted : {12U, 30U, 75U}) {
    const arma::uvec segments = slic(picture, {wanted, 10});
    INFO(wanted << " wanted, " << segments.max() + 1 << " found");
    CHECK(keeps_quarters(segments));
    CHECK(segments.max() + 1 >= wanted / 2);
    CHECK(segments.max() + 1 <= 2 * wanted);
    CHECK(numbered_in_order(segments));
  }
}

TEST_CASE("segments of slic are connected, whatever the picture", "[segmentation]") {
  for (const auto& [height, width] :
       {std::pair<arma::uword, arma::uword>{17, 23}, {1, 40}, {40, 1}}) {
    for (const double compactness : {0.1, 10.0, 1000.0}) {
      const arma::uvec segments = slic(lab_picture(noise(height, width), 0), {20, compactness});
      CHECK(connected_parts(segments, height, width).max() == segments.max());
      CHECK(numbered_in_order(segments));
    }
  }
}

TEST_CASE("great compactness gives the cells of a grid", "[segmentation]") {
  // 4 x 4 cells of 5 x 5 pixels.
  const arma::uvec segments = slic(lab_picture(noise(20, 20), 0), {16, 1e6});
  REQUIRE(segments.max() == 15);
  for (arma::uword i = 0; i < 400; ++i) {
    CHECK(segments(i) == i / 20 / 5 * 4 + i % 20 / 5);
  }
}

TEST_CASE("a constant picture is one segment for quickshift and a grid for slic",
          "[segmentation]") {
  const Pictures constant = painted(24, 24, [](arma::uword, arma::uword) {
    return arma::fvec{0.3F, 0.3F, 0.3F};
  });
  const LabPicture picture = lab_picture(constant, 0);
  const arma::uvec links = quickshift(picture, {2, 200, 0.2});
  CHECK(links.max() == 0);
  const arma::uvec cells = slic(picture, {9, 10});
  CHECK(cells.max() == 8);
}

TEST_CASE("the smallest pictures and numbers that are none are segmented", "[segmentation]") {
  const LabPicture one = lab_picture({arma::fmat{0.5F}, 1, 1, 1}, 0);
  CHECK(quickshift(one, {}).max() == 0);
  CHECK(slic(one, {}).max() == 0);
  const float nan = arma::fdatum::nan;
  const LabPicture odd = lab_picture({arma::fmat(arma::fvec{nan, 1, 1e30F, -5}), 2, 2, 1}, 0);
  CHECK(odd.values.is_finite());
  CHECK(quickshift(odd, {}).n_elem == 4);
  CHECK(slic(odd, {2, 10}).n_elem == 4);
}

TEST_CASE("the same picture gives the same segments", "[segmentation]") {
  const LabPicture picture = lab_picture(noise(20, 30), 0);
  CHECK(arma::all(quickshift(picture, {}) == quickshift(picture, {})));
  CHECK(arma::all(slic(picture, {}) == slic(picture, {})));
}

TEST_CASE("every channel of a pixel belongs to its segment", "[segmentation]") {
  const arma::umat segments = arma::uvec{0, 1};
  const auto first = lucarne::picture_layout({3, 1, 2});
  const auto last = lucarne::picture_layout({2, 1, 3});
  CHECK(arma::all(groups_of_pixels(segments, first).col(0) == arma::uvec{0, 1, 0, 1, 0, 1}));
  CHECK(arma::all(groups_of_pixels(segments, last).col(0) == arma::uvec{0, 0, 0, 1, 1, 1}));
  CHECK(arma::all(pixels_of_groups(groups_of_pixels(segments, last), last).col(0) ==
                  segments.col(0)));
}

TEST_CASE("parts that touch at corners only are not connected", "[segmentation]") {
  // 0 1
  // 1 0
  CHECK(arma::all(connected_parts({0, 1, 1, 0}, 2, 2) == arma::uvec{0, 1, 2, 3}));
  CHECK(arma::all(connected_parts({0, 0, 1, 0}, 2, 2) == arma::uvec{0, 0, 1, 0}));
}

TEST_CASE("borders are lines between segments over the enlarged picture", "[segmentation]") {
  // Two white pixels side by side in two segments: each becomes 84 x 84, a line between them.
  const Pictures white{arma::fmat(6, 1, arma::fill::ones), 1, 2, 3};
  const Pictures shown = with_borders(white, arma::umat(arma::uvec{0, 1}));
  CHECK(shown.height == 84);
  CHECK(shown.width == 168);
  CHECK(shown.channels == 3);
  const auto blue = [&](arma::uword y, arma::uword x) {
    return shown.pixels(3 * (y * shown.width + x) + 2, 0);
  };
  CHECK(blue(0, 82) == 1.0F);
  CHECK(blue(0, 83) == 0.0F);
  CHECK(blue(83, 83) == 0.0F);
  CHECK(blue(40, 84) == 1.0F);
  CHECK(blue(40, 167) == 1.0F);
  const Pictures plain = with_borders(white, arma::umat(arma::uvec{0, 0}));
  CHECK(plain.pixels.min() == 1.0F);
}
