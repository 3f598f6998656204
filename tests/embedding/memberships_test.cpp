// SPDX-License-Identifier: MIT
#include "embedding/memberships.hpp"
#include "joint.hpp"
#include "normal_points.hpp"
#include "serial.hpp"
#include "threads.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace embedding;

TEST_CASE("the fuzzy graph is that of umap-learn", "[umap]") {
  // umap-learn 0.5.3, fuzzy_simplicial_set(points, 4, ..., "euclidean"); two points coincide.
  const arma::fmat points = {{0, 1, 0, 3, 5, 5}, {0, 0, 2, 3, 1, 1}};
  const arma::mat recorded = {{0, 1, 1, 0.305962, 0, 0},
                              {1, 0, 0.907723, 0.373359, 0, 0},
                              {1, 0.907723, 0, 0.247156, 0, 0},
                              {0.305962, 0.373359, 0.247156, 0, 1, 1},
                              {0, 0, 0, 1, 0, 1},
                              {0, 0, 0, 1, 1, 0}};
  const SparseGraph graph = fuzzy_graph(nearest_neighbours(points, 3, serial), serial);
  // Both widths are searched until a sum is met to 1e-5.
  CHECK(arma::approx_equal(dense(graph), recorded, "absdiff", 2e-5));
}

TEST_CASE("memberships sum to the logarithm of the neighbours that are counted", "[umap]") {
  const arma::fmat points = normal_points(5, 200, "memberships");
  const arma::fmat weights = memberships(nearest_neighbours(points, 14, serial), serial);
  for (arma::uword i = 0; i < 200; ++i) {
    // 1e-5 is what the search stops at; floats add 1e-6.
    CHECK(arma::accu(weights.col(i)) == Approx(std::log2(15)).margin(2e-5));
    CHECK(weights(0, i) == 1);
    CHECK(arma::fvec(weights.col(i)).is_sorted("descend"));
  }
}

TEST_CASE("memberships of duplicates, constant items and far outliers are finite", "[umap]") {
  arma::fmat points = normal_points(3, 60, "far");
  points.col(7) *= 1e6F;
  for (arma::uword i = 20; i < 40; ++i) points.col(i) = points.col(20);
  for (const arma::fmat& some : {points, arma::fmat(3, 60, arma::fill::ones)}) {
    const arma::fmat weights = memberships(nearest_neighbours(some, 10, serial), serial);
    CHECK(weights.is_finite());
    CHECK(weights.min() >= 0);
    CHECK(weights.max() == 1);
  }
}

TEST_CASE("the fuzzy graph is symmetric and has the same bits on any number of threads", "[umap]") {
  const Neighbours found = nearest_neighbours(normal_points(4, 300, "threads"), 9, serial);
  const SparseGraph one = fuzzy_graph(found, serial);
  const arma::mat matrix = dense(one);
  CHECK(arma::approx_equal(matrix, matrix.t(), "absdiff", 0));
  for (const arma::uword n_threads : {2, 4}) {
    const SparseGraph more = fuzzy_graph(found, on_threads(n_threads));
    CHECK(more.target == one.target);
    CHECK(more.weight == one.weight);
  }
}
