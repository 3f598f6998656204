// SPDX-License-Identifier: MIT
#include "data_files.hpp"

#include "data/loaded_dataset.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

using Floats = std::vector<float>;

Floats normalised(const NormalisationSpec& spec, const Shape& shape, bool channels_last,
                  Floats values) {
  Normalisation(spec, shape, channels_last).apply(values);
  return values;
}

std::string refusal(const NormalisationSpec& spec, const Shape& shape, bool channels_last = false) {
  const TemporaryFolder folder;
  return message_of(folder, [&] { Normalisation(spec, shape, channels_last); });
}

}  // namespace

TEST_CASE("each channel has its own mean and deviation, first or last", "[normalisation]") {
  const NormalisationSpec spec{{1, 2}, {2, 4}};
  CHECK(normalised(spec, {2, 1, 2}, false, {1, 3, 2, 6, 5, 7, 10, 14}) ==
        Floats{0, 1, 0, 1, 2, 3, 2, 3});
  CHECK(normalised(spec, {1, 2, 2}, true, {1, 2, 3, 6}) == Floats{0, 0, 1, 1});
  CHECK(normalised(spec, {2}, false, {1, 2, 3, 6}) == Floats{0, 0, 1, 1});
}

TEST_CASE("one number stands for all channels, and what is not given changes nothing",
          "[normalisation]") {
  CHECK(normalised({{1}, {2}}, {2, 2}, false, {1, 3, 5, 7}) == Floats{0, 1, 2, 3});
  CHECK(normalised({{1}, {}}, {3, 1, 1}, false, {1, 3, 5}) == Floats{0, 2, 4});
  CHECK(normalised({{}, {1, 2, 4}}, {3, 1, 1}, false, {8, 8, 8}) == Floats{8, 4, 2});
  CHECK(normalised({{3}, {1, 2, 4}}, {3, 1, 1}, false, {3, 5, 7}) == Floats{0, 1, 1});
  CHECK(normalised({}, {2}, false, {5, 6}) == Floats{5, 6});
}

TEST_CASE("what was normalised comes back", "[normalisation]") {
  const Normalisation normalisation({{0.5, -1, 2}, {0.25, 4, 1}}, {3, 1, 2}, false);
  Floats values{1, 2, 3, 4, 5, 6};
  normalisation.apply(values);
  CHECK(values == Floats{2, 6, 1, 1.25F, 3, 4});
  normalisation.undo(values);
  CHECK(values == Floats{1, 2, 3, 4, 5, 6});
}

TEST_CASE("means and deviations that do not fit the channels are refused", "[normalisation]") {
  CHECK(refusal({{1, 2}, {}}, {3, 4, 5}) ==
        "data.normalize.mean: wanted one number, or one for each of the 3 channels of items of 3 x "
        "4 x 5, found 2; is 'order: hwc' meant?");
  CHECK(
      refusal({{}, {1, 1, 1}}, {3, 4, 5}, true) ==
      "data.normalize.std: wanted one number, or one for each of the 5 channels of items of 3 x 4 "
      "x 5, found 3; is 'order: chw' meant?");
  CHECK(refusal({{1, 2, 3}, {}}, {28, 28}) ==
        "data.normalize.mean: wanted one number, or one for each of the 1 channels of items of 28 "
        "x 28, found 3");
  for (const double wrong : {0.0, -1.0, 1e-45}) {
    CHECK_THAT(refusal({{}, {wrong}}, {2, 2}),
               Catch::StartsWith("data.normalize.std: wanted numbers above 0, found "));
  }
}

TEST_CASE("items are scaled, then normalised, and pictures show what they were",
          "[normalisation]") {
  const TemporaryFolder folder;
  DatasetSpec spec;
  // Two colour pictures of 1 x 1: (0, 51, 255) and (255, 102, 0).
  spec.test = SplitFiles{
      folder.file("images", idx_header(8, {2, 3, 1, 1}) + bytes_of({0, 51, 255, 255, 102, 0})),
      folder.file("labels", idx_header(8, {2}) + bytes_of({0, 1}))};
  spec.scale = 255;
  spec.normalisation = {{0.5, 0.2, 0}, {0.5, 0.1, 2}};
  const LoadedDataset data(spec);
  arma::fmat inputs;
  data.read("test", 0, 2, inputs);
  const arma::fmat expected{{-1, 1}, {0, 2}, {0.5F, 0}};
  CHECK(arma::approx_equal(inputs, expected, "absdiff", 1e-6F));
  CHECK(arma::approx_equal(data.inputs("test", {1, 0}), arma::fliplr(expected), "absdiff", 1e-6F));
  const Pictures shown = data.pictures(inputs);
  CHECK(shown.channels == 3);
  const arma::fmat natural{{0, 1}, {0.2F, 0.4F}, {1, 0}};
  CHECK(arma::approx_equal(shown.pixels, natural, "absdiff", 1e-6F));
  // What leaves the range of bytes, as an adversarial example may, is black or white.
  const Pictures beyond = data.pictures(inputs * 10);
  CHECK(beyond.pixels.min() == 0.0F);
  CHECK(beyond.pixels.max() == 1.0F);
}
