// SPDX-License-Identifier: MIT
#include "embedding/pair_forces.hpp"

#include "embedding/joint.hpp"
#include "embedding/normal_points.hpp"
#include "embedding/point_loops.hpp"
#include "embedding/threads.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace embedding;

namespace {

struct Forces {
  Attraction attraction;
  Repulsion repulsion;
};

Forces forces_of(const SparseGraph& joint, const arma::fmat& map,
                 const ParallelFor& parallel = serial) {
  Forces forces;
  PairForces pairs(joint);
  pairs(map, parallel, forces.attraction, forces.repulsion);
  return forces;
}

arma::mat in_double(const arma::fmat& values) { return arma::conv_to<arma::mat>::from(values); }

}  // namespace

TEST_CASE("one pass over the pairs gives the forces of the definition", "[pair_forces]") {
  // One row more and less than a block and than a tile, a last pair of one row, and many tiles.
  for (const arma::uword n : {5U, 8U, 63U, 64U, 65U, 130U, 1101U}) {
    INFO(n);
    const SparseGraph joint =
        joint_of(normal_points(4, n, "high"), std::min<arma::uword>(n - 1, 30), {1.5});
    const arma::mat p = dense(joint);
    const arma::fmat map = 10 * normal_points(2, n, "low");
    arma::mat pull(2, n, arma::fill::zeros), push(2, n, arma::fill::zeros);
    double z = 0;
    for (arma::uword i = 0; i < n; ++i) {
      for (arma::uword j = 0; j < n; ++j) {
        if (i == j) continue;
        const arma::vec d = in_double(map.col(i)) - in_double(map.col(j));
        const double kernel = 1 / (1 + arma::dot(d, d));
        pull.col(i) += p(i, j) * kernel * d;
        push.col(i) += kernel * kernel * d;
        z += kernel;
      }
    }
    const Forces found = forces_of(joint, map);
    // Sums of hundreds of floats: a few of their roundings.
    CHECK(found.repulsion.z == Approx(z).epsilon(1e-6));
    CHECK(arma::abs(in_double(found.repulsion.forces) - push).max() < 2e-6 * arma::abs(push).max());
    CHECK(arma::abs(in_double(found.attraction.forces) - pull).max() <
          2e-6 * arma::abs(pull).max());
  }
}

TEST_CASE("the forces of a pass over the pairs are the same bits for any number of threads",
          "[pair_forces]") {
  const SparseGraph joint = joint_of(normal_points(4, 700, "high"), 30, {10});
  const arma::fmat map = 10 * normal_points(2, 700, "low");
  const Forces one = forces_of(joint, map);
  for (const arma::uword threads : {2U, 4U, 8U}) {
    const Forces other = forces_of(joint, map, on_threads(threads));
    CHECK(arma::approx_equal(one.attraction.forces, other.attraction.forces, "absdiff", 0));
    CHECK(arma::approx_equal(one.repulsion.forces, other.repulsion.forces, "absdiff", 0));
    CHECK(one.repulsion.z == other.repulsion.z);
  }
}

TEST_CASE("a second pass remembers nothing of the first", "[pair_forces]") {
  const SparseGraph joint = joint_of(normal_points(4, 200, "high"), 30, {10});
  const arma::fmat map = 10 * normal_points(2, 200, "low");
  PairForces pairs(joint);
  Forces found;
  pairs(arma::fmat(3 * map), serial, found.attraction, found.repulsion);
  pairs(map, serial, found.attraction, found.repulsion);
  const Forces fresh = forces_of(joint, map);
  CHECK(arma::approx_equal(found.attraction.forces, fresh.attraction.forces, "absdiff", 0));
  CHECK(arma::approx_equal(found.repulsion.forces, fresh.repulsion.forces, "absdiff", 0));
  CHECK(found.repulsion.z == fresh.repulsion.z);
}

TEST_CASE("points at one place neither pull nor push each other", "[pair_forces]") {
  const SparseGraph joint = joint_of(normal_points(4, 90, "high"), 30, {10});
  const Forces found = forces_of(joint, arma::fmat(2, 90, arma::fill::value(3.5F)));
  CHECK(arma::abs(found.attraction.forces).max() == 0);
  // But for what is left of the points far away that fill the last block.
  CHECK(arma::abs(found.repulsion.forces).max() < 1e-20);
  CHECK(found.repulsion.z == Approx(90 * 89));
}

TEST_CASE("blocks of edges hold every edge as often as its pair is met", "[pair_forces]") {
  const arma::uword n = 150;
  const SparseGraph joint = joint_of(normal_points(4, n, "high"), 30, {10});
  const EdgeBlocks blocks = edge_blocks(joint);
  CHECK(blocks.n_tiles() == 3);
  CHECK(blocks.n_blocks() == 19);
  arma::mat expected = dense(joint);
  for (arma::uword i = 0; i < n; ++i) {
    for (arma::uword j = 0; j < i / 64 * 64; ++j) expected(i, j) = 0;  // met from the other side
  }
  arma::mat found(n, n, arma::fill::zeros);
  for (arma::uword pair = 0; pair < blocks.linked_at.size(); ++pair) {
    const EdgeBlocks::Places& linked = blocks.linked_at[pair];
    const EdgeBlocks::Places& bare = blocks.bare_at[pair];
    const arma::uword tiles_before = 2 * pair / 64;
    CHECK(linked.end - linked.own + bare.end - bare.own == 19 - 8 * tiles_before);
    for (std::size_t k = linked.own; k < linked.end; ++k) {
      CHECK((blocks.linked[k] < 8 * (tiles_before + 1)) == (k < linked.later));
      for (arma::uword e = 0; e < 16; ++e) {
        const arma::uword row = 2 * pair + e / 8;
        const arma::uword column = 8 * blocks.linked[k] + e % 8;
        const auto weight = static_cast<double>(blocks.weights[16 * k + e]);
        if (weight != 0) found(row, column) += weight;
      }
    }
  }
  CHECK(arma::approx_equal(found, expected, "absdiff", 0));
}

TEST_CASE("logarithms in lanes are those of the library", "[pair_forces]") {
  for (const double squared : {0.0, 1e-300, 1e-17, 1e-9, 0.3, 0.41421356, 0.4142136, 1.0, 2.0, 3.7,
                               1000.0, 1e9, 1e37, 1e300}) {
    INFO(squared);
    const float weight = 1;
    // Two units in the last place, or of 1 where the logarithm is below.
    const double expected = std::log(1 + squared);
    CHECK(weighted_logarithms(&weight, &squared, 1) ==
          Approx(expected).epsilon(4.5e-16).margin(1e-16));
  }
  const arma::vec squared = arma::linspace(0, 50, 21);
  const arma::fvec p = arma::linspace<arma::fvec>(1, 2, 21);
  for (const arma::uword count : {0U, 1U, 7U, 8U, 9U, 21U}) {
    double expected = 0;
    for (arma::uword k = 0; k < count; ++k) {
      expected += static_cast<double>(p(k)) * std::log(1 + squared(k));
    }
    CHECK(weighted_logarithms(p.memptr(), squared.memptr(), count) ==
          Approx(expected).epsilon(1e-15));
  }
}
