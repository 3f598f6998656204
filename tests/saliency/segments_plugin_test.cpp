// SPDX-License-Identifier: MIT
#include "network/perceptron.hpp"
#include "support/memory_dataset.hpp"
#include "support/test_context.hpp"

#include <lucarne/plugin.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <cstring>

using namespace lucarne;

extern "C" const PluginRecord* lucarne_plugin();

namespace {

constexpr arma::uword side = 12;

// Two colour pictures, channels first: red left of a column, blue from it on; column 4 and 6.
arma::fmat two_coloured() {
  arma::fmat inputs(3 * side * side, 2, arma::fill::zeros);
  for (arma::uword item = 0; item < 2; ++item) {
    const arma::uword border = item == 0 ? 4 : 6;
    for (arma::uword pixel = 0; pixel < side * side; ++pixel) {
      inputs((pixel % side < border ? 0 : 2) * side * side + pixel, item) = 1;
    }
  }
  return inputs;
}

// Weight 1 of class 0 for red, 2 for blue: what a group is worth follows by counting its pixels.
std::unique_ptr<Network> colour_counter() {
  arma::fmat columns(3 * side * side, 2, arma::fill::zeros);
  columns.col(0).head(side * side).fill(1);
  columns.col(0).tail(side * side).fill(2);
  Perceptron perceptron;
  perceptron.layers.push_back({columns, arma::fvec(2)});
  return make_network(perceptron);
}

Results with_segments(std::map<std::string, Value> settings, Shape shape = {3, side, side}) {
  const auto network = colour_counter();
  const MemoryDataset data(std::move(shape), {"a", "b"}, {{"test", {two_coloured(), {0, 0}}}});
  TestContext context(*network, data);
  context.products["of.items"] = {0, 1};
  settings.emplace("samples", std::int64_t{2});
  settings.emplace("items", std::string("of.items"));
  settings.emplace("target", std::string("0"));
  const std::unique_ptr<Analysis> analysis(lucarne_plugin()->create());
  return analyse(*analysis, context, settings, 2);
}

std::vector<float> attributions_of(const Results& results) {
  for (const Array& one : results.arrays()) {
    if (one.name != "attributions") continue;
    std::vector<float> values(one.bytes.size() / sizeof(float));
    std::memcpy(values.data(), one.bytes.data(), one.bytes.size());
    return values;
  }
  throw Error("no attributions");
}

std::string refused_segments(std::map<std::string, Value> settings, Shape shape) {
  try {
    with_segments(std::move(settings), std::move(shape));
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing thrown";
}

}  // namespace

TEST_CASE("superpixels of each picture are the groups of its explanation", "[saliency]") {
  for (const char* segments : {"quickshift", "slic"}) {
    const Results results = with_segments({{"method", std::string("kernel-shap")},
                                           {"segments", std::string(segments)},
                                           {"n_segments", std::int64_t{9}},
                                           {"compactness", 1.0},
                                           {"ratio", 5.0}});
    const std::vector<float> values = attributions_of(results);
    const arma::uword n = side * side;
    REQUIRE(values.size() == 2 * 3 * n);
    for (arma::uword item = 0; item < 2; ++item) {
      INFO(segments << ", item " << item);
      // All channels of a pixel have the value of its segment, and no segment has both colours:
      // the function is additive, so a segment is worth its number of pixels, twice that in blue.
      std::map<float, arma::uword> red, blue;
      for (arma::uword pixel = 0; pixel < n; ++pixel) {
        const float* of_item = values.data() + item * 3 * n;
        CHECK(of_item[pixel] == of_item[n + pixel]);
        CHECK(of_item[pixel] == of_item[2 * n + pixel]);
        ++(pixel % side < (item == 0 ? 4U : 6U) ? red : blue)[std::round(of_item[pixel])];
      }
      for (const auto& [value, pixels] : red) {
        CHECK(std::fmod(static_cast<float>(pixels), value) == 0.0F);
      }
      for (const auto& [value, pixels] : blue) {
        CHECK(std::fmod(2 * static_cast<float>(pixels), value) == 0.0F);
      }
      CHECK(red.size() + blue.size() >= 2);
    }
  }
}

TEST_CASE("segments are drawn over the picture where a method used them", "[saliency]") {
  const auto panels = [](const Results& results) {
    return results.figures().front().panels.size();
  };
  const auto method = [](const char* name) { return Value(std::string(name)); };
  const Results lime = with_segments({{"method", method("lime")}, {"segments", method("slic")}});
  REQUIRE(panels(lime) == 4);
  const auto& tiles = std::get<Tiles>(lime.figures().front().panels.back().content);
  CHECK(tiles.channels == 3);
  CHECK(tiles.height % side == 0);
  CHECK(tiles.pictures.n_cols == 2);
  CHECK(panels(with_segments({{"method", method("lime")}})) == 4);  // the grid
  CHECK(panels(with_segments({{"method", method("saliency")}, {"segments", method("slic")}})) == 3);
  CHECK(panels(with_segments({{"method", method("feature-ablation")},
                              {"block", std::vector<std::int64_t>{3, 1, 1}}})) == 3);
}

TEST_CASE("superpixels of what is no picture are refused, and two ways to say groups",
          "[saliency]") {
  const auto text = [](const char* value) { return Value(std::string(value)); };
  CHECK(
      refused_segments({{"method", text("lime")}, {"segments", text("slic")}}, {3 * side * side}) ==
      "'segments: slic' wants items that are pictures, found items of 432");
  CHECK(refused_segments({{"method", text("lime")},
                          {"segments", text("quickshift")},
                          {"block", std::vector<std::int64_t>{2}}},
                         {3, side, side}) ==
        "parameter 'block' and 'segments: quickshift' both say what is one feature; leave one out");
  CHECK(refused_segments({{"method", text("lime")}, {"segments", text("file")}}, {3, side, side}) ==
        "'segments: file' wants the NPY file in 'mask_file'");
}
