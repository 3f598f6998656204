// SPDX-License-Identifier: MIT
#include "embedding/tsne.hpp"

#include "embedding/affinities.hpp"
#include "embedding/distances.hpp"
#include "embedding/exponential_weights.hpp"
#include "embedding/serial.hpp"
#include "embedding/threads.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace embedding;

namespace {

arma::fmat normal_points(arma::uword n_features, arma::uword n, const char* name) {
  const lucarne::Random random(7, name);
  arma::fmat points(n_features, n);
  for (arma::uword k = 0; k < points.n_elem; ++k) {
    points(k) = static_cast<float>(random.normal(k, 0));
  }
  return points;
}

TsneMap map_of(const arma::fmat& points, const TsneSettings& settings,
               const ParallelFor& parallel = serial) {
  return tsne(points, squared_distances(points, serial), settings, lucarne::Random(42, "test"),
              parallel, [](double) {});
}

}  // namespace

TEST_CASE("each row of affinities has the wanted perplexity", "[affinities]") {
  const arma::mat squared = squared_distances(normal_points(5, 100, "rows"), serial);
  for (const double perplexity : {2.0, 10.0, 30.0}) {
    for (const arma::uword i : {0U, 17U, 99U}) {
      const arma::vec p = conditional_probabilities(squared.colptr(i), 100, i, perplexity);
      double entropy = 0;
      for (const double value : p) entropy -= value > 0 ? value * std::log(value) : 0;
      CHECK(p(i) == 0);
      CHECK(arma::accu(p) == Approx(1).epsilon(1e-12));
      // The search stops within 1e-5 of the logarithm.
      CHECK(entropy == Approx(std::log(perplexity)).margin(2e-5));
    }
  }
}

TEST_CASE("points at equal distances get equal affinities", "[affinities]") {
  // The corners of a simplex: every pair is equally far, so p is 1 / (n (n - 1)) for each.
  const arma::fmat corners = arma::eye<arma::fmat>(8, 8);
  const arma::mat joint = joint_probabilities(squared_distances(corners, serial), 2, serial);
  for (arma::uword i = 0; i < 8; ++i) {
    for (arma::uword j = 0; j < 8; ++j) {
      CHECK(joint(i, j) == Approx(i == j ? 0 : 1.0 / 56).margin(1e-15));
    }
  }
}

TEST_CASE("joint affinities are symmetric and sum to one", "[affinities]") {
  const arma::mat joint =
      joint_probabilities(squared_distances(normal_points(3, 60, "joint"), serial), 10, serial);
  CHECK(arma::accu(joint) == Approx(1).epsilon(1e-12));
  CHECK(arma::approx_equal(joint, arma::mat(joint.t()), "absdiff", 0));
}

TEST_CASE("duplicates and a far outlier leave affinities finite", "[affinities]") {
  arma::fmat points = normal_points(3, 50, "duplicates");
  for (arma::uword i = 1; i < 20; ++i) points.col(i) = points.col(0);
  points.col(49).fill(1e6F);
  const arma::mat joint = joint_probabilities(squared_distances(points, serial), 5, serial);
  CHECK(joint.is_finite());
  CHECK(arma::accu(joint) == Approx(1).epsilon(1e-12));
}

TEST_CASE("the gradient is that of the divergence", "[tsne]") {
  const arma::uword n = 40;
  const arma::mat joint =
      joint_probabilities(squared_distances(normal_points(4, n, "high"), serial), 8, serial);
  const arma::mat points = 2 * arma::conv_to<arma::mat>::from(normal_points(2, n, "low"));
  const arma::mat gradient = kl_gradient(joint, points, serial);
  const double step = 1e-5;
  for (const arma::uword k : {0U, 1U, 33U, 79U}) {
    arma::mat forward = points;
    arma::mat backward = points;
    forward(k) += step;
    backward(k) -= step;
    const double difference =
        (kl_divergence(joint, forward, serial) - kl_divergence(joint, backward, serial)) /
        (2 * step);
    // Forces are summed in float: 1e-6 of the largest gradient.
    CHECK(gradient(k) == Approx(difference).margin(2e-6 * arma::abs(gradient).max()));
  }
}

TEST_CASE("the divergence of two pairs is what the formula gives", "[tsne]") {
  // Four points; p = 1/4 for the ordered pairs (0,1), (1,0), (2,3), (3,2). Each pair at distance 1
  // (q ~ 1/2), the pairs at distance 3 and the diagonal sqrt(10) from one another.
  arma::mat joint(4, 4, arma::fill::zeros);
  joint(0, 1) = joint(1, 0) = joint(2, 3) = joint(3, 2) = 0.25;
  const arma::mat points = {{0, 1, 0, 1}, {0, 0, 3, 3}};
  const double z = 4 * (1.0 / 2) + 4 * (1.0 / 10) + 4 * (1.0 / 11);
  const double expected = std::log(0.25) - std::log((1.0 / 2) / z);
  CHECK(kl_divergence(joint, points, serial) == Approx(expected).epsilon(1e-12));
}

TEST_CASE("planted clusters are found again", "[tsne]") {
  arma::fmat points = normal_points(10, 150, "clusters");
  for (arma::uword i = 0; i < 150; ++i) points(i % 3, i) += 20;
  TsneSettings settings;
  settings.perplexity = 15;
  settings.iterations = 400;
  const TsneMap map = map_of(points, settings);
  REQUIRE(map.points.is_finite());
  const arma::mat squared = squared_distances(arma::conv_to<arma::fmat>::from(map.points), serial);
  const arma::umat neighbours = nearest_neighbours(squared, 10, serial);
  for (arma::uword i = 0; i < 150; ++i) {
    for (arma::uword k = 0; k < 10; ++k) REQUIRE(neighbours(k, i) % 3 == i % 3);
  }
}

TEST_CASE("a map has the same bits for any number of threads", "[tsne]") {
  const arma::fmat points = normal_points(6, 300, "threads");
  TsneSettings settings;
  settings.iterations = 120;
  const TsneMap one = map_of(points, settings);
  for (const arma::uword n_threads : {2U, 4U}) {
    const TsneMap other = map_of(points, settings, on_threads(n_threads));
    CHECK(arma::approx_equal(one.points, other.points, "absdiff", 0));
    CHECK(one.kl == other.kl);
  }
}

TEST_CASE("identical points and constant features give a finite map", "[tsne]") {
  TsneSettings settings;
  settings.perplexity = 5;
  settings.iterations = 300;
  const arma::fmat identical(4, 30, arma::fill::ones);
  CHECK(map_of(identical, settings).points.is_finite());
  arma::fmat one_feature = normal_points(4, 30, "constant");
  one_feature.rows(1, 3).fill(2);
  CHECK(map_of(one_feature, settings).points.is_finite());
}

TEST_CASE("weights are the exponentials of the distances", "[affinities]") {
  const arma::vec distances = {0, 1e-9, 0.3, 1, 7.5, 39.9, 40.1, arma::datum::inf};
  arma::vec weights(8);
  WeightMoments moments;
  exponential_weights(distances.memptr(), 8, 1, weights.memptr(), moments);
  // One unit of the last bit and a half, that of libm's own exp included.
  for (arma::uword j = 0; j < 6; ++j) {
    CHECK(weights(j) == Approx(std::exp(-distances(j))).epsilon(4e-16));
  }
  CHECK(weights(6) == 0);
  CHECK(weights(7) == 0);
  double first = 0;
  for (const double part : moments.first) first += part;
  CHECK(first == Approx(arma::dot(weights.head(7), distances.head(7))).epsilon(1e-14));
}
