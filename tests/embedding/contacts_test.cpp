// SPDX-License-Identifier: MIT
#include "embedding/contacts.hpp"
#include "embedding/separation.hpp"
#include "embedding/serial.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace embedding;

namespace {

// Two neighbours for each of six points, two of each of three classes.
Neighbours six_points() {
  Neighbours neighbours;
  neighbours.indices = {{1, 0, 3, 2, 5, 4}, {2, 2, 0, 1, 3, 2}};
  neighbours.squared.ones(2, 6);
  return neighbours;
}

const arma::uvec six_labels = {0, 0, 1, 1, 2, 2};

}  // namespace

TEST_CASE("classes touch by the share of neighbours that cross over", "[contacts]") {
  // 0 and 1: four of the eight neighbours of their points cross; 1 and 2: two; 0 and 2: none.
  const std::vector<Contact> pairs = contacts(six_points(), six_labels, {0, 1, 1, 1, 0, 2}, 3);
  REQUIRE(pairs.size() == 3);
  CHECK(pairs[0].a == 0);
  CHECK(pairs[0].b == 1);
  CHECK(pairs[0].crossing == 0.5);
  CHECK(pairs[0].confusions == 1);
  CHECK(pairs[1].a == 1);
  CHECK(pairs[1].b == 2);
  CHECK(pairs[1].crossing == 0.25);
  CHECK(pairs[1].confusions == 0);
  CHECK(pairs[2].a == 0);
  CHECK(pairs[2].b == 2);
  CHECK(pairs[2].crossing == 0);
  CHECK(pairs[2].confusions == 1);
}

TEST_CASE("touching and confusing are compared by their ranks", "[contacts]") {
  // Crossing 0.5, 0.25, 0 and confusions 3, 1, 0 rank alike; 0, 1, 3 the other way round.
  const std::vector<Contact> alike = {{0, 1, 0.5, 3}, {1, 2, 0.25, 1}};
  CHECK(agreement(alike, 3) == Approx(1));
  const std::vector<Contact> opposed = {{0, 1, 0.5, 0}, {1, 2, 0.25, 1}, {0, 2, 0, 3}};
  CHECK(agreement(opposed, 3) == Approx(-1));
  // Ranks 3, 1.5, 1.5 and 2, 3, 1: covariance 0.5 * 0 + ... = 0.
  const std::vector<Contact> tied = {{0, 1, 0.5, 1}, {0, 2, 0, 3}};
  CHECK(agreement(tied, 3) == Approx(0).margin(1e-12));
  CHECK(std::isnan(agreement({}, 3)));
  CHECK(std::isnan(agreement({{0, 1, 0.5, 3}}, 2)));
}

TEST_CASE("a feature separates by the pairs that it orders", "[separation]") {
  // Columns 0 to 2 against 3 and 4. First feature: all six pairs in order; second: none; third: the
  // values 1 1 2 against 1 3 win 0.5 + 0.5 + 0 and 3; fourth: constant.
  const arma::fmat features = {{1, 2, 3, 4, 5}, {9, 8, 7, 1, 2}, {1, 1, 2, 1, 3}, {4, 4, 4, 4, 4}};
  const Separation found = separation(features, {0, 1, 2}, {3, 4}, serial);
  CHECK(found.auc(0) == 1);
  CHECK(found.auc(1) == 0);
  CHECK(found.auc(2) == Approx(4.0 / 6));
  CHECK(found.auc(3) == 0.5);
  CHECK(arma::all(found.order == arma::uvec{0, 1, 2, 3}));
}

TEST_CASE("quartiles are interpolated", "[separation]") {
  const arma::vec numbers = five_numbers({4, 1, 3, 2});
  CHECK(numbers(0) == 1);
  CHECK(numbers(1) == 1.75);
  CHECK(numbers(2) == 2.5);
  CHECK(numbers(4) == 4);
  CHECK(five_numbers({7})(3) == 7);
}
