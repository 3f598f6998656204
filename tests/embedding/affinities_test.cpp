// SPDX-License-Identifier: MIT
#include "embedding/affinities.hpp"

#include "embedding/exponential_weights.hpp"
#include "embedding/joint.hpp"
#include "embedding/normal_points.hpp"
#include "embedding/threads.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace embedding;

TEST_CASE("each row of affinities has the wanted perplexity", "[affinities]") {
  const Neighbours near = nearest_neighbours(normal_points(5, 100, "rows"), 90, serial);
  for (const double perplexity : {2.0, 10.0, 30.0}) {
    for (const arma::uword i : {0U, 17U, 99U}) {
      const arma::vec p = conditional_probabilities(near.squared.colptr(i), 90, perplexity);
      double entropy = 0;
      for (const double value : p) entropy -= value > 0 ? value * std::log(value) : 0;
      CHECK(arma::accu(p) == Approx(1).epsilon(1e-12));
      // The search stops within 1e-5 of the logarithm.
      CHECK(entropy == Approx(std::log(perplexity)).margin(2e-5));
      CHECK(p.is_sorted("descend"));
    }
  }
}

TEST_CASE("points at equal distances get equal affinities", "[affinities]") {
  // The corners of a simplex: every pair is equally far, so p is 1 / (n (n - 1)) for each.
  const arma::mat joint = dense(joint_of(arma::eye<arma::fmat>(8, 8), 7, {2}));
  for (arma::uword i = 0; i < 8; ++i) {
    for (arma::uword j = 0; j < 8; ++j) {
      CHECK(joint(i, j) == Approx(i == j ? 0 : 1.0 / 56).epsilon(1e-6));
    }
  }
}

TEST_CASE("joint affinities are symmetric and sum to one", "[affinities]") {
  const arma::mat joint = dense(joint_of(normal_points(3, 60, "joint"), 30, {10}));
  // Each is rounded to float once or twice.
  CHECK(arma::accu(joint) == Approx(1).epsilon(1e-6));
  CHECK(arma::approx_equal(joint, arma::mat(joint.t()), "absdiff", 0));
}

TEST_CASE("affinities of two perplexities are the mean of those of each", "[affinities]") {
  const arma::fmat points = normal_points(3, 60, "several");
  const arma::mat both = dense(joint_of(points, 45, {5, 15}));
  const arma::mat mean = (dense(joint_of(points, 45, {5})) + dense(joint_of(points, 45, {15}))) / 2;
  CHECK(arma::approx_equal(both, mean, "absdiff", 1e-9));
}

TEST_CASE("a perplexity takes three times as many neighbours, five of few points, or all",
          "[affinities]") {
  CHECK(neighbours_for(30, 70000) == 90);
  CHECK(neighbours_for(30, 5000) == 150);
  CHECK(neighbours_for(2.5, 10000) == 8);
  CHECK(neighbours_for(30, 151) == 150);
  CHECK(neighbours_for(30, 100) == 99);
}

TEST_CASE("duplicates and a far outlier leave affinities finite", "[affinities]") {
  arma::fmat points = normal_points(3, 50, "duplicates");
  for (arma::uword i = 1; i < 20; ++i) points.col(i) = points.col(0);
  points.col(49).fill(1e6F);
  const arma::mat joint = dense(joint_of(points, 15, {5}));
  CHECK(joint.is_finite());
  CHECK(arma::accu(joint) == Approx(1).epsilon(1e-6));
  // The outlier still has the neighbours that it needs.
  CHECK(arma::accu(joint.col(49)) >= 0.5 / 50 * (1 - 1e-6));
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
