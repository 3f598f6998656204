// SPDX-License-Identifier: MIT
#include "network/perceptron.hpp"
#include "support/memory_dataset.hpp"
#include "support/test_context.hpp"

#include <lucarne/plugin.hpp>
#include <lucarne/wording.hpp>

#include <catch2/catch.hpp>

#include <cstring>

using namespace lucarne;

extern "C" const PluginRecord* lucarne_plugin();

namespace {

// Items x0 = 0 to 1 on a line, class 0 below a half: distances to the border are |x0 - 1/2|.
struct LineCase {
  LineCase() {
    Perceptron perceptron;
    perceptron.layers.push_back({arma::fmat{{-1, 1}, {0, 0}}, arma::fvec{0.5F, -0.5F}});
    network = make_network(perceptron);
  }
  Results attacked(std::map<std::string, Value> settings = {}) const {
    const TestContext context(*network, data);
    return analyse(*std::unique_ptr<Analysis>(lucarne_plugin()->create()), context, settings);
  }

  std::unique_ptr<Network> network;
  MemoryDataset data{
      {1, 2},
      {"low", "high"},
      {{"test", {arma::fmat{{0, 0.25F, 0.4375F, 0.75F, 1}, {0, 0, 0, 0, 0}}, {0, 0, 0, 1, 0}}}}};
};

std::vector<double> doubles_of(const Results& results, const std::string& name) {
  for (const Array& one : results.arrays()) {
    if (one.name != name) continue;
    std::vector<double> values(one.bytes.size() / sizeof(double));
    std::memcpy(values.data(), one.bytes.data(), one.bytes.size());
    return values;
  }
  throw Error("no array '" + name + "'");
}

void refused_with(const std::map<std::string, Value>& settings, const std::string& words) {
  CHECK_THROWS_WITH(LineCase().attacked(settings), Catch::Matchers::Contains(words));
}

}  // namespace

TEST_CASE("accuracy falls where the radius reaches the samples' distances", "[adversarial]") {
  const Results results =
      LineCase().attacked({{"radius", 0.2}, {"radii", std::vector<double>{0.01, 0.3}}});
  // One of five is wrong before; the others lie 1/2, 1/4, 1/16 and 1/4 from the border.
  CHECK(scalar(results, "accuracy") == Approx(0.8));
  CHECK(scalar(results, "robust_accuracy.0.01") == Approx(0.8));
  CHECK(scalar(results, "robust_accuracy") == Approx(0.6));
  CHECK(scalar(results, "robust_accuracy.0.3") == Approx(0.2));
  // Between 1/16, 1/4, 1/4 and out of reach.
  CHECK(scalar(results, "median_radius") == Approx(0.25).epsilon(0.01));
  const std::vector<double> smallest = doubles_of(results, "smallest_radius");
  CHECK(std::ranges::count(smallest, 0.0) == 1);
  CHECK(std::ranges::count(smallest, arma::datum::inf) == 1);
  const arma::uvec& fragile = results.products().at("fragile");
  REQUIRE(fragile.n_elem == 3);
  CHECK(fragile(0) == 2);
}

TEST_CASE("a targeted attack leaves out the samples of its class", "[adversarial]") {
  const Results results = LineCase().attacked(
      {{"target", std::string("high")}, {"radius", 0.3}, {"radii", std::vector<double>{0.1}}});
  CHECK(doubles_of(results, "smallest_radius").size() == 4);
  // The last sample is labelled low and lies high.
  CHECK(scalar(results, "accuracy") == Approx(0.75));
  CHECK(scalar(results, "robust_accuracy") == Approx(0.25));
}

TEST_CASE("a gallery is drawn of pictures only, and attacks keep to the range of the data",
          "[adversarial]") {
  const LineCase line;
  const Results results = line.attacked({{"radius", 2.0}});
  CHECK(results.figures().size() == 2);
  for (const Array& one : results.arrays()) {
    if (one.name != "adversarial") continue;
    std::vector<float> values(one.bytes.size() / sizeof(float));
    std::memcpy(values.data(), one.bytes.data(), one.bytes.size());
    CHECK(std::ranges::min(values) >= 0);
    CHECK(std::ranges::max(values) <= 1);
    CHECK(one.shape == Shape{5, 1, 2});
  }
}

TEST_CASE("the gallery shows pictures in their colours, and their change magnified",
          "[adversarial]") {
  Perceptron perceptron;
  perceptron.layers.push_back(
      {arma::fmat{{-1, 1}, {0, 0}, {0.5F, -0.5F}}, arma::fvec{0.5F, -0.5F}});
  const auto network = make_network(perceptron);
  const arma::fmat pixels{{0.25F, 0.5F}, {0.75F, 0.5F}, {0, 0.125F}};
  const MemoryDataset data{{3, 1, 1}, {"low", "high"}, {{"test", {pixels, {0, 0}}}}};
  const TestContext context(*network, data);
  const Results results =
      analyse(*std::unique_ptr<Analysis>(lucarne_plugin()->create()), context, {{"radius", 1.0}});
  const auto gallery = std::ranges::find(results.figures(), "gallery", &Figure::name);
  REQUIRE(gallery != results.figures().end());
  REQUIRE(gallery->panels.size() == 3);
  const Tiles& above = std::get<Tiles>(gallery->panels[0].content);
  const Tiles& middle = std::get<Tiles>(gallery->panels[1].content);
  const Tiles& below = std::get<Tiles>(gallery->panels[2].content);
  CHECK(above.channels == 3);
  // Both are flipped; the first sample lasts longer, hence it comes first.
  CHECK(arma::approx_equal(above.pictures, pixels, "absdiff", 0.0F));
  CHECK(middle.channels == 3);
  CHECK(arma::abs(middle.pictures - 0.5F).max() == Approx(0.5));
  const float magnified = 0.5F / arma::abs(below.pictures - above.pictures).max();
  const arma::fmat change = (middle.pictures - 0.5F) / magnified;
  CHECK(arma::approx_equal(change, below.pictures - above.pictures, "absdiff", 1e-6F));
  CHECK(middle.row_label.en == "perturbation \u00d7 " + number(magnified, 1).en);
}

TEST_CASE("attacks that cannot be made are refused", "[adversarial]") {
  refused_with({{"split", std::string("tets")}}, "did you mean 'test'?");
  refused_with({{"target", std::string("hihg")}}, "did you mean 'high'?");
  refused_with({{"target", std::string("2")}}, "its number from 0 to 1; found '2'");
  refused_with({{"bounds", std::vector<double>{1, 0}}}, "two numbers, the smaller first");
  refused_with({{"bounds", std::vector<double>{1}}}, "two numbers, the smaller first");
}
