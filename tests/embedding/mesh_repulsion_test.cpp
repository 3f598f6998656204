// SPDX-License-Identifier: MIT
#include "embedding/mesh_repulsion.hpp"
#include "embedding/serial.hpp"
#include "embedding/threads.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace {

using embedding::Accuracy;
using embedding::ParallelFor;
using embedding::Repulsion;

Repulsion on_mesh(const arma::fmat& points, Accuracy accuracy, const ParallelFor& parallel_for) {
  Repulsion repulsion;
  embedding::MeshRepulsion(accuracy, parallel_for)(points, repulsion);
  return repulsion;
}

struct PairSums {
  arma::mat forces;
  double z = 0;
};

PairSums all_pairs(const arma::fmat& points) {
  const arma::mat y = arma::conv_to<arma::mat>::from(points);
  PairSums sums{arma::mat(2, y.n_cols, arma::fill::zeros)};
  for (arma::uword i = 0; i < y.n_cols; ++i) {
    for (arma::uword j = 0; j < i; ++j) {
      const double dx = y(0, i) - y(0, j);
      const double dy = y(1, i) - y(1, j);
      const double kernel = 1 / (1 + dx * dx + dy * dy);
      sums.z += 2 * kernel;
      sums.forces(0, i) += kernel * kernel * dx;
      sums.forces(1, i) += kernel * kernel * dy;
      sums.forces(0, j) -= kernel * kernel * dx;
      sums.forces(1, j) -= kernel * kernel * dy;
    }
  }
  return sums;
}

// Twelve clumps in a square of that width, of which both corners are taken.
arma::fmat clumps(arma::uword n, float width) {
  arma::arma_rng::set_seed(5);
  arma::fmat points(2, n);
  const arma::fmat centres(2, 12, arma::fill::randu);
  for (arma::uword i = 0; i < n; ++i) {
    const arma::fvec noise(2, arma::fill::randn);
    points.col(i) = width * arma::clamp(arma::fvec(centres.col(i % 12) + 0.05F * noise), 0, 1);
  }
  points.col(0).zeros();
  points.col(1).fill(width);
  return points;
}

double rms_error(const arma::fmat& forces, const arma::mat& expected) {
  const arma::mat difference = arma::conv_to<arma::mat>::from(forces) - expected;
  return arma::norm(difference, "fro") / arma::norm(expected, "fro");
}

}  // namespace

// The errors of forces are those that tsne's measurements give for 70 000 points and this spacing,
// of a spline of order 4: 3.2 % at 1/2 and 0.74 % at 1/3. Those of Z were 0.044 % and 0.0085 %, of
// which nearly all was the points' own part, here taken as the mesh sees it.
TEST_CASE("repulsion on a mesh is that of all pairs within the stated error") {
  const float width = GENERATE(60.0F, 240.0F);
  const arma::fmat points = clumps(3000, width);
  // Where points are few and far apart, the force of a point's own charge, which depends on its
  // place in the cell, weighs more.
  const double sparse = width > 100 ? 3 : 1;
  const PairSums expected = all_pairs(points);
  const Repulsion fast = on_mesh(points, Accuracy::fast, serial);
  CHECK(rms_error(fast.forces, expected.forces) < sparse * 3.2e-2);
  CHECK(std::abs(fast.z / expected.z - 1) < 1e-4);
  const Repulsion accurate = on_mesh(points, Accuracy::accurate, serial);
  CHECK(rms_error(accurate.forces, expected.forces) < sparse * 7.4e-3);
  CHECK(std::abs(accurate.z / expected.z - 1) < 1e-4);
}

TEST_CASE("small maps get a finer mesh, down to a start of a standard deviation of 1e-4") {
  const float width = GENERATE(8.0F, 1.0F, 1e-2F, 6e-4F);
  const arma::fmat points = clumps(1000, width);
  const PairSums expected = all_pairs(points);
  const Repulsion fast = on_mesh(points, Accuracy::fast, serial);
  // Floats of a field of about n, whose differences are n times the width.
  CHECK(rms_error(fast.forces, expected.forces) < 2e-2);
  CHECK(std::abs(fast.z / expected.z - 1) < 1e-4);
}

TEST_CASE("two points repel each other on a mesh as the formula says") {
  const float distance = GENERATE(0.25F, 1.0F, 4.0F, 50.0F, 400.0F);
  // Elsewhere in a cell than on a node, in both directions.
  const arma::fmat points = {{0.0F, 0.6F * distance}, {0.0F, 0.8F * distance}};
  const Repulsion repulsion = on_mesh(points, Accuracy::accurate, serial);
  const double d = static_cast<double>(distance);
  const double kernel = 1 / (1 + d * d);
  // The largest force is 0.32; errors do not fall with the force where the cell is the same. Those
  // of a single point's own part do not average out as they do over many.
  CHECK(std::abs(repulsion.z - 2 * kernel) < 2e-2);
  CHECK(std::abs(static_cast<double>(repulsion.forces(0, 1)) - kernel * kernel * 0.6 * d) < 5e-3);
  CHECK(std::abs(static_cast<double>(repulsion.forces(1, 1)) - kernel * kernel * 0.8 * d) < 5e-3);
}

TEST_CASE("identical points do not repel each other on a mesh") {
  arma::fmat points(2, 500);
  points.row(0).fill(-31.7F);
  points.row(1).fill(12.3F);
  const Repulsion repulsion = on_mesh(points, Accuracy::fast, serial);
  CHECK(repulsion.z == Approx(500.0 * 499).epsilon(1e-4));
  // One part in 30 000 of the 160 that the farthest neighbours could give.
  CHECK(arma::abs(repulsion.forces).max() < 5e-3F);
}

TEST_CASE("no point and one point have no repulsion on a mesh") {
  CHECK(on_mesh(arma::fmat(2, 0), Accuracy::fast, serial).forces.n_cols == 0);
  const Repulsion one = on_mesh(arma::fmat(2, 1, arma::fill::ones), Accuracy::fast, serial);
  CHECK(std::abs(one.z) < 5e-2);
  CHECK(arma::abs(one.forces).max() < 5e-2F);
}

TEST_CASE("points beyond the largest mesh are summed pair by pair, the others as ever") {
  arma::fmat points = clumps(1500, 100);
  points(0, 700) = 1e6F;
  points(1, 701) = -5e3F;
  points(0, 702) = 1e6F + 1;
  const PairSums expected = all_pairs(points);
  const Repulsion repulsion = on_mesh(points, Accuracy::fast, serial);
  CHECK(rms_error(repulsion.forces, expected.forces) < 2 * 3.2e-2);
  CHECK(std::abs(repulsion.z / expected.z - 1) < 1e-4);
  for (const arma::uword far : {700U, 701U, 702U}) {
    CHECK(static_cast<double>(repulsion.forces(0, far)) ==
          Approx(expected.forces(0, far)).epsilon(1e-5));
  }
}

TEST_CASE("forces on a mesh are the slope of Z") {
  arma::fmat points = clumps(300, 40);
  const Repulsion repulsion = on_mesh(points, Accuracy::fast, serial);
  const float step = 1.0F / 64;
  for (const arma::uword moved : {17U, 154U, 280U}) {
    for (const arma::uword row : {0U, 1U}) {
      const float there = points(row, moved);
      points(row, moved) = there + step;
      const double up = on_mesh(points, Accuracy::fast, serial).z;
      points(row, moved) = there - step;
      const double down = on_mesh(points, Accuracy::fast, serial).z;
      points(row, moved) = there;
      // Each pair counts twice in Z, and the derivative of K by a point is -2 K^2 times the
      // difference.
      const double slope = (up - down) / (2 * static_cast<double>(step));
      CHECK(slope / -4 == Approx(static_cast<double>(repulsion.forces(row, moved))).margin(5e-3));
    }
  }
}

TEST_CASE("repulsion on a mesh has the same bits for any number of threads") {
  arma::fmat points = clumps(20000, 130);
  points(0, 9) = GENERATE(0.0F, 3e4F);
  const Repulsion one = on_mesh(points, Accuracy::fast, serial);
  for (const arma::uword n_threads : {2U, 4U}) {
    const ParallelFor threads = on_threads(n_threads);
    const Repulsion many = on_mesh(points, Accuracy::fast, threads);
    CHECK(many.z == one.z);
    CHECK(arma::all(arma::vectorise(many.forces == one.forces)));
  }
}

TEST_CASE("a mesh that was used for other maps gives the same bits") {
  const arma::fmat wide = clumps(2000, 150);
  const arma::fmat narrow = clumps(800, 30);
  const ParallelFor parallel_for = serial;
  embedding::MeshRepulsion mesh(Accuracy::fast, parallel_for);
  Repulsion repulsion;
  mesh(wide, repulsion);
  mesh(narrow, repulsion);
  mesh(wide, repulsion);
  const Repulsion fresh = on_mesh(wide, Accuracy::fast, serial);
  CHECK(repulsion.z == fresh.z);
  CHECK(arma::all(arma::vectorise(repulsion.forces == fresh.forces)));
}

TEST_CASE(
    "the mesh is chosen for many points, all pairs for few or for a wide map of not so many") {
  CHECK_FALSE(embedding::mesh_is_cheaper(500, 40, Accuracy::fast));
  CHECK(embedding::mesh_is_cheaper(70000, 240, Accuracy::fast));
  CHECK(embedding::mesh_is_cheaper(3000, 10, Accuracy::fast));
  CHECK_FALSE(embedding::mesh_is_cheaper(3000, 400, Accuracy::fast));
  CHECK(embedding::mesh_is_cheaper(70000, 1e9, Accuracy::fast));
  CHECK_FALSE(embedding::mesh_is_cheaper(0, 0, Accuracy::accurate));
}
