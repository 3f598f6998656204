// SPDX-License-Identifier: MIT
#include "embedding/placing.hpp"
#include "embedding/affinities.hpp"
#include "embedding/point_loops.hpp"
#include "embedding/tsne.hpp"
#include "normal_points.hpp"
#include "serial.hpp"
#include "threads.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace embedding;

namespace {

const auto always = [](double) { return true; };

// Three clusters in six dimensions and a map of them.
struct Mapped {
  explicit Mapped(const std::string& method) {
    reference.features = normal_points(6, 300, "placing");
    for (arma::uword i = 0; i < 300; ++i) reference.features(i % 3, i) += 8;
    const lucarne::Random random(42, "test");
    if (method == "umap") {
      reference.points = umap(reference.features, {}, random, serial, always).points;
    } else {
      TsneSettings settings;
      settings.iterations = 500;
      reference.points = tsne(reference.features, settings, random, serial, always).points;
    }
    span = arma::range(reference.points, 1).max();
  }

  arma::mat place(const arma::fmat& features, const std::string& method,
                  const ParallelFor& parallel = serial) const {
    return method == "umap"
               ? place_in_umap(reference, features, {}, lucarne::Random(42, "test"), parallel)
               : place_in_tsne(reference, features, parallel);
  }

  Reference reference;
  double span = 0;
};

}  // namespace

TEST_CASE("an item of the map is put back beside itself", "[placing]") {
  const std::string method = GENERATE("tsne", "umap");
  INFO(method);
  const Mapped mapped(method);
  const arma::mat places = mapped.place(mapped.reference.features, method);
  const arma::rowvec apart =
      arma::sqrt(arma::sum(arma::square(places - mapped.reference.points), 0));
  // A map of three normal clouds keeps no distances within them: within a tenth of its width in
  // the median, where a cloud is a third of it; and all but a few in their cloud.
  CHECK(arma::median(apart) < 0.1 * mapped.span);
  const Neighbours near = nearest_in(arma::conv_to<arma::fmat>::from(mapped.reference.points),
                                     arma::conv_to<arma::fmat>::from(places), 5, serial);
  arma::uword right = 0;
  for (arma::uword i = 0; i < 300; ++i) right += near.indices(0, i) % 3 == i % 3;
  CHECK(right >= 297);
}

TEST_CASE("new items of planted clusters are placed in their clusters", "[placing]") {
  const std::string method = GENERATE("tsne", "umap");
  INFO(method);
  const Mapped mapped(method);
  arma::fmat fresh = normal_points(6, 90, "fresh");
  for (arma::uword i = 0; i < 90; ++i) fresh(i % 3, i) += 8;
  const arma::mat places = mapped.place(fresh, method);
  const Neighbours near = nearest_in(arma::conv_to<arma::fmat>::from(mapped.reference.points),
                                     arma::conv_to<arma::fmat>::from(places), 5, serial);
  for (arma::uword i = 0; i < 90; ++i) CHECK(near.indices(0, i) % 3 == i % 3);
}

TEST_CASE("an item is placed alike alone and among others, on any number of threads", "[placing]") {
  const std::string method = GENERATE("tsne", "umap");
  const Mapped mapped(method);
  const arma::fmat fresh = normal_points(6, 40, "alone");
  const arma::mat all = mapped.place(fresh, method);
  CHECK(arma::approx_equal(all, mapped.place(fresh, method, on_threads(3)), "absdiff", 0));
  const arma::mat one = mapped.place(fresh.cols(17, 17), method);
  CHECK(arma::approx_equal(one, all.col(17), "absdiff", 0));
}

TEST_CASE("far outliers and copies of reference items get finite places within the map",
          "[placing]") {
  const std::string method = GENERATE("tsne", "umap");
  Mapped mapped(method);
  for (arma::uword i = 0; i < 40; ++i) {
    mapped.reference.features.col(i) = mapped.reference.features.col(0);
  }
  arma::fmat odd = normal_points(6, 3, "odd");
  odd.col(0) *= 1e6F;
  odd.col(1) = mapped.reference.features.col(0);
  const arma::mat places = mapped.place(odd, method);
  REQUIRE(places.is_finite());
  CHECK(arma::abs(places).max() < 2 * mapped.span);
}

TEST_CASE("an item goes down the divergence from its affinities to the map", "[placing]") {
  const arma::fmat points = 10 * normal_points(2, 50, "gradient");
  arma::fvec x(64), y(64);
  x.fill(nowhere);
  y.fill(nowhere);
  x.head(50) = points.row(0).t();
  y.head(50) = points.row(1).t();
  const arma::uvec neighbours = {3, 8, 20, 41};
  const arma::vec p = {0.4, 0.3, 0.2, 0.1};
  const auto divergence = [&](double px, double py) {
    arma::vec kernel(50);
    for (arma::uword j = 0; j < 50; ++j) {
      const double dx = px - static_cast<double>(points(0, j));
      const double dy = py - static_cast<double>(points(1, j));
      kernel(j) = 1 / (1 + dx * dx + dy * dy);
    }
    double sum = 0;
    for (arma::uword k = 0; k < 4; ++k) {
      sum += p(k) * std::log(p(k) * arma::accu(kernel) / kernel(neighbours(k)));
    }
    return sum;
  };
  constexpr double h = 1e-4;
  for (const arma::vec2& place : {arma::vec2{0.3, -2}, arma::vec2{15, 4}}) {
    const arma::vec2 found = placing_gradient(x, y, neighbours, p, 1, place);
    const double across =
        (divergence(place(0) + h, place(1)) - divergence(place(0) - h, place(1))) / (2 * h);
    const double up =
        (divergence(place(0), place(1) + h) - divergence(place(0), place(1) - h)) / (2 * h);
    // Kernels are summed in float.
    CHECK(2 * found(0) == Approx(across).epsilon(1e-5));
    CHECK(2 * found(1) == Approx(up).epsilon(1e-5));
  }
}
