// SPDX-License-Identifier: MIT
#include "embedding/quality.hpp"

#include "embedding/distances.hpp"
#include "embedding/pca.hpp"
#include "embedding/serial.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace embedding;

namespace {

arma::mat squared_of(const arma::fmat& points) { return squared_distances(points, serial); }

}  // namespace

TEST_CASE("distances of a 3-4-5 triangle", "[distances]") {
  const arma::mat squared = squared_of({{0, 3, 0}, {0, 0, 4}});
  const arma::mat expected = {{0, 9, 16}, {9, 0, 25}, {16, 25, 0}};
  CHECK(arma::approx_equal(squared, expected, "absdiff", 1e-12));
}

TEST_CASE("near neighbours far from the origin keep their distance", "[distances]") {
  // 4096 and its successor in float: the product form would give 0 or worse.
  const float far = 4096;
  const float next = std::nextafter(far, 5000.0F);
  const arma::mat squared = squared_of({{far, next, -far}});
  const double gap = static_cast<double>(next) - static_cast<double>(far);
  CHECK(squared(0, 1) == Approx(gap * gap).epsilon(1e-9));
}

TEST_CASE("neighbours come nearest first and ties by index", "[distances]") {
  const arma::umat neighbours = nearest_neighbours(squared_of({{0, 1, -1, 5}}), 3, serial);
  CHECK(neighbours(0, 0) == 1);
  CHECK(neighbours(1, 0) == 2);
  CHECK(neighbours(2, 0) == 3);
  CHECK(neighbours(0, 3) == 1);
}

TEST_CASE("a map that is the features is wholly trustworthy", "[quality]") {
  const arma::fmat points = {{0, 1, 2.5F, 4, 7, 11, 16, 22}};
  const arma::mat squared = squared_of(points);
  CHECK(trustworthiness(squared, nearest_neighbours(squared, 2, serial), serial) == 1);
}

TEST_CASE("trustworthiness of a swap is what the definition gives", "[quality]") {
  // Feature space 0 1 2 3 4 5 6 on a line; in the map items 0 and 6 have changed places. k = 1,
  // ties by index, in the map as in the ranks:
  //   item 0 stands at 6, nearest is item 5; in feature space 1 2 3 4 come before 5: rank 5,
  //   penalty 4 item 1: items 2 and 6 are as near, 2 comes first; its rank is 2 after item 0:
  //   penalty 1 item 5: items 0 and 4 are as near, 0 comes first; 4 6 3 2 1 come before it: rank 6,
  //   penalty 5 item 6 stands at 0, nearest is item 1; 5 4 3 2 come before it: rank 5, penalty 4
  //   items 2, 3, 4 have 1, 2, 3 before them, each ranked first in feature space: no penalty
  // n k (2n - 3k - 1) = 7 * 10.
  const arma::mat feature = squared_of({{0, 1, 2, 3, 4, 5, 6}});
  const arma::mat map = squared_of({{6, 1, 2, 3, 4, 5, 0}});
  const double expected = 1 - 2.0 / 70 * (4 + 1 + 5 + 4);
  CHECK(trustworthiness(feature, nearest_neighbours(map, 1, serial), serial) ==
        Approx(expected).epsilon(1e-12));
}

TEST_CASE("silhouette of two pairs is what the definition gives", "[quality]") {
  // 0 and 1 against 10 and 11: a = 1; b = 10.5 and 9.5 for the outer and the inner points.
  const arma::mat squared = squared_of({{0, 1, 10, 11}});
  const double expected = ((10.5 - 1) / 10.5 + (9.5 - 1) / 9.5) / 2;
  CHECK(silhouette(squared, {0, 0, 1, 1}, 2, serial) == Approx(expected).epsilon(1e-12));
  CHECK(std::isnan(silhouette(squared, {1, 1, 1, 1}, 2, serial)));
}

TEST_CASE("isolation is the mean distance to the neighbours", "[quality]") {
  const arma::mat squared = squared_of({{0, 1, 3, 100}});
  const arma::vec means = isolation(squared, nearest_neighbours(squared, 2, serial));
  CHECK(means(0) == Approx(2));
  CHECK(means(1) == Approx(1.5));
  CHECK(means.index_max() == 3);
}

TEST_CASE("principal components of a line are its direction", "[pca]") {
  // Points t (3, 4) / 5 for t = -2 .. 2: variance 2.5 along the line, none across.
  const arma::fmat points = {{-1.2F, -0.6F, 0, 0.6F, 1.2F}, {-1.6F, -0.8F, 0, 0.8F, 1.6F}};
  const Pca pca = principal_components(points, 2);
  CHECK(pca.variances(0) == Approx(2.5).epsilon(1e-6));
  CHECK(pca.variances(1) == Approx(0).margin(1e-6));
  for (arma::uword i = 0; i < 5; ++i) {
    CHECK(pca.scores(0, i) == Approx(static_cast<double>(i) - 2).margin(1e-6));
  }
}

TEST_CASE("one feature gives one component and zeros", "[pca]") {
  const Pca pca = principal_components({{1, 2, 4}}, 2);
  CHECK(arma::abs(pca.scores.row(1)).max() == 0);
  CHECK(pca.scores(0, 2) > pca.scores(0, 0));
}
