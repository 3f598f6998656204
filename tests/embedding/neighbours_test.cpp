// SPDX-License-Identifier: MIT
#include "embedding/neighbours.hpp"

#include "embedding/serial.hpp"
#include "embedding/sparse_graph.hpp"
#include "embedding/threads.hpp"

#include <lucarne/random.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <numeric>

using namespace embedding;

namespace {

arma::fmat scattered(arma::uword n_features, arma::uword n, const char* name) {
  const lucarne::Random random(11, name);
  arma::fmat points(n_features, n);
  for (arma::uword k = 0; k < points.n_elem; ++k) {
    points(k) = static_cast<float>(random.normal(k, 0));
  }
  return points;
}

double distance_in_double(const arma::fmat& a, arma::uword i, const arma::fmat& b, arma::uword j) {
  double sum = 0;
  for (arma::uword k = 0; k < a.n_rows; ++k) {
    const double d = static_cast<double>(a(k, i)) - static_cast<double>(b(k, j));
    sum += d * d;
  }
  return sum;
}

// Each point's neighbours are as near as the nearest by sorting all distances in double, to the
// rounding of a float sum, and none comes twice.
void check_nearest(const Neighbours& found, const arma::fmat& reference, const arma::fmat& queries,
                   bool same) {
  const arma::uword k = found.indices.n_rows;
  for (arma::uword i = 0; i < queries.n_cols; ++i) {
    std::vector<double> all;
    for (arma::uword j = 0; j < reference.n_cols; ++j) {
      if (!same || j != i) all.push_back(distance_in_double(queries, i, reference, j));
    }
    std::sort(all.begin(), all.end());
    std::vector<std::uint32_t> seen;
    for (arma::uword r = 0; r < k; ++r) {
      INFO("point " << i << ", neighbour " << r);
      const std::uint32_t j = found.indices(r, i);
      REQUIRE(j < reference.n_cols);
      if (same) REQUIRE(j != i);
      REQUIRE(distance_in_double(queries, i, reference, j) == Approx(all[r]).epsilon(1e-5));
      REQUIRE(static_cast<double>(found.squared(r, i)) == Approx(all[r]).epsilon(1e-5));
      seen.push_back(j);
    }
    std::sort(seen.begin(), seen.end());
    REQUIRE(std::unique(seen.begin(), seen.end()) == seen.end());
  }
}

}  // namespace

TEST_CASE("neighbours are the nearest by brute force", "[neighbours]") {
  for (const arma::uword n_features : {1U, 3U, 8U, 50U}) {
    const arma::fmat points = scattered(n_features, 700, "brute");
    check_nearest(nearest_neighbours(points, 20, serial), points, points, true);
  }
  const arma::fmat few = scattered(4, 5, "few");
  check_nearest(nearest_neighbours(few, 4, serial), few, few, true);
}

TEST_CASE("neighbours of other points are the nearest in the reference", "[neighbours]") {
  const arma::fmat reference = scattered(7, 1500, "reference");
  const arma::fmat queries = 2 * scattered(7, 40, "queries");
  check_nearest(nearest_in(reference, queries, 15, serial), reference, queries, false);
  // A point of the reference meets itself first.
  const arma::fmat own = reference.cols(100, 109);
  const Neighbours found = nearest_in(reference, own, 1, serial);
  for (arma::uword i = 0; i < 10; ++i) {
    CHECK(found.indices(0, i) == 100 + i);
    CHECK(found.squared(0, i) == 0);
  }
}

TEST_CASE("of equally far points the lower index is the nearer neighbour", "[neighbours]") {
  const arma::fmat corners = arma::eye<arma::fmat>(40, 40);
  const Neighbours found = nearest_neighbours(corners, 5, serial);
  for (arma::uword i = 0; i < 40; ++i) {
    std::vector<std::uint32_t> lowest;
    for (std::uint32_t j = 0; lowest.size() < 5; ++j) {
      if (j != i) lowest.push_back(j);
    }
    for (arma::uword r = 0; r < 5; ++r) {
      CHECK(found.indices(r, i) == lowest[r]);
      CHECK(found.squared(r, i) == 2);
    }
  }
}

TEST_CASE("duplicates are neighbours at distance 0", "[neighbours]") {
  arma::fmat points = scattered(6, 900, "twins");
  for (arma::uword i = 1; i < 600; ++i) points.col(i) = points.col(0);
  const Neighbours found = nearest_neighbours(points, 10, serial);
  check_nearest(found, points, points, true);
  for (std::uint32_t r = 0; r < 10; ++r) CHECK(found.indices(r, 300) == r);
  CHECK(arma::all(arma::vectorise(found.squared.cols(0, 599)) == 0));
}

TEST_CASE("neighbours far from the origin are not lost to rounding", "[neighbours]") {
  // Steps of 1/8 are exact at 10000; products of such points are 10 digits long.
  arma::fmat line(2, 400);
  for (arma::uword i = 0; i < 400; ++i) {
    line(0, i) = 10000 + static_cast<float>(i * 167 % 400) / 8;
    line(1, i) = -20000;
  }
  check_nearest(nearest_neighbours(line, 6, serial), line, line, true);
}

TEST_CASE("a far outlier and huge or tiny values leave neighbours exact", "[neighbours]") {
  arma::fmat points = scattered(5, 600, "outlier");
  points.col(10).fill(1e6F);
  check_nearest(nearest_neighbours(points, 8, serial), points, points, true);
  const arma::fmat ordinary = scattered(5, 300, "scales");
  const Neighbours expected = nearest_neighbours(ordinary, 8, serial);
  for (const int exponent : {-80, -30, 30, 80}) {
    const arma::fmat scaled = std::ldexp(1.0F, exponent) * ordinary;
    const Neighbours found = nearest_neighbours(scaled, 8, serial);
    CHECK(arma::all(arma::vectorise(found.indices == expected.indices)));
    CHECK(found.squared.is_finite());
  }
}

TEST_CASE("neighbours have the same bits for any number of threads", "[neighbours]") {
  const arma::fmat points = scattered(9, 1300, "threads");
  const Neighbours one = nearest_neighbours(points, 12, serial);
  for (const arma::uword n_threads : {2U, 4U}) {
    const Neighbours other = nearest_neighbours(points, 12, on_threads(n_threads));
    CHECK(arma::all(arma::vectorise(other.indices == one.indices)));
    CHECK(arma::all(arma::vectorise(other.squared == one.squared)));
  }
}

TEST_CASE("a graph of neighbours becomes symmetric", "[neighbours]") {
  // 0 -> 2 (1), 0 -> 1 (2), 1 -> 0 (4), 1 -> 2 (0), 2 -> 1 (0), 2 -> 0 (8)
  const arma::Mat<std::uint32_t> targets = {{2, 0, 1}, {1, 2, 0}};
  const arma::fmat weights = {{1, 4, 0}, {2, 0, 8}};
  const SparseGraph graph =
      symmetric_graph(targets, weights, [](float a, float b) { return a + b; });
  // The edge between 1 and 2 weighs nothing in both directions.
  CHECK(graph.first == std::vector<std::uint64_t>{0, 2, 3, 4});
  CHECK(graph.target == std::vector<std::uint32_t>{1, 2, 0, 0});
  CHECK(graph.weight == std::vector<float>{6, 9, 6, 9});
  // Point 0 goes to place 2, 1 to 0 and 2 to 1.
  const SparseGraph moved = renumbered(graph, {2, 0, 1});
  CHECK(moved.first == std::vector<std::uint64_t>{0, 1, 2, 4});
  CHECK(moved.target == std::vector<std::uint32_t>{2, 2, 0, 1});
  CHECK(moved.weight == std::vector<float>{6, 9, 6, 9});
}

TEST_CASE("an edge found from one side only is in the symmetric graph from both", "[neighbours]") {
  const arma::Mat<std::uint32_t> targets = {{1, 2, 1}};
  const arma::fmat weights = {{1, 2, 4}};
  const SparseGraph graph =
      symmetric_graph(targets, weights, [](float a, float b) { return (a + b) / 2; });
  CHECK(graph.first == std::vector<std::uint64_t>{0, 1, 3, 4});
  CHECK(graph.target == std::vector<std::uint32_t>{1, 0, 2, 1});
  CHECK(graph.weight == std::vector<float>{0.5F, 0.5F, 3, 3});
}
