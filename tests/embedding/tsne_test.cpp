// SPDX-License-Identifier: MIT
#include "embedding/tsne.hpp"

#include "embedding/joint.hpp"
#include "embedding/mesh_repulsion.hpp"
#include "embedding/normal_points.hpp"
#include "embedding/order.hpp"
#include "embedding/start.hpp"
#include "embedding/threads.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace embedding;

namespace {

TsneMap map_of(const arma::fmat& points, const TsneSettings& settings,
               const ParallelFor& parallel = serial) {
  return tsne(points, settings, lucarne::Random(42, "test"), parallel, [](double) { return true; });
}

// By the definition, in double.
double plain_divergence(const arma::mat& joint, const arma::mat& map) {
  const arma::uword n = map.n_cols;
  double z = 0;
  double divergence = 0;
  for (int pass = 0; pass < 2; ++pass) {
    for (arma::uword i = 0; i < n; ++i) {
      for (arma::uword j = 0; j < n; ++j) {
        if (i == j) continue;
        const double kernel = 1 / (1 + arma::accu(arma::square(map.col(i) - map.col(j))));
        if (pass == 0) z += kernel;
        if (pass == 1 && joint(i, j) > 0) {
          divergence += joint(i, j) * std::log(joint(i, j) / (kernel / z));
        }
      }
    }
  }
  return divergence;
}

}  // namespace

TEST_CASE("the gradient is that of the divergence", "[tsne]") {
  const arma::uword n = 40;
  const SparseGraph joint = joint_of(normal_points(4, n, "high"), 24, {8});
  const arma::mat p = dense(joint);
  const arma::fmat map = 2 * normal_points(2, n, "low");
  const arma::mat gradient = gradient_of(joint, map);
  const double step = 1e-5;
  for (const arma::uword k : {0U, 1U, 33U, 79U}) {
    arma::mat forward = arma::conv_to<arma::mat>::from(map);
    arma::mat backward = forward;
    forward(k) += step;
    backward(k) -= step;
    const double difference =
        (plain_divergence(p, forward) - plain_divergence(p, backward)) / (2 * step);
    // Forces are summed in float: 1e-6 of the largest gradient.
    CHECK(gradient(k) == Approx(difference).margin(2e-6 * arma::abs(gradient).max()));
  }
}

TEST_CASE("the divergence is what the definition gives", "[tsne]") {
  const SparseGraph joint = joint_of(normal_points(4, 70, "high"), 24, {8});
  const arma::fmat map = 5 * normal_points(2, 70, "low");
  const double expected = plain_divergence(dense(joint), arma::conv_to<arma::mat>::from(map));
  // The kernels' sum is in float, and the affinities' sum is 1 to float's rounding.
  CHECK(divergence_of(joint, map) == Approx(expected).epsilon(1e-6));
}

TEST_CASE("two points push each other by the kernel squared", "[tsne]") {
  // At distance 2: K = 1/5.
  Repulsion found;
  exact_repulsion({{0, 2}, {1, 1}}, serial, found);
  CHECK(found.z == Approx(2.0 / 5).epsilon(1e-6));
  CHECK(found.forces(0, 0) == Approx(-2.0 / 25).epsilon(1e-6));
  CHECK(found.forces(0, 1) == Approx(2.0 / 25).epsilon(1e-6));
  CHECK(found.forces(1, 0) == Approx(0).margin(1e-20));
}

TEST_CASE("the push of all pairs is that of sums in double", "[tsne]") {
  const arma::uword n = 1100;  // two sums and a part of a vector
  const arma::fmat map = 20 * normal_points(2, n, "push");
  Repulsion found;
  exact_repulsion(map, serial, found);
  double z = 0;
  arma::mat forces(2, n, arma::fill::zeros);
  for (arma::uword i = 0; i < n; ++i) {
    for (arma::uword j = 0; j < n; ++j) {
      const arma::vec d = arma::conv_to<arma::vec>::from(map.col(i) - map.col(j));
      const double kernel = 1 / (1 + arma::dot(d, d));
      if (i != j) z += kernel;
      forces.col(i) += kernel * kernel * d;
    }
  }
  CHECK(found.z == Approx(z).epsilon(1e-6));
  CHECK(arma::abs(arma::conv_to<arma::mat>::from(found.forces) - forces).max() <
        2e-6 * arma::abs(forces).max());
}

TEST_CASE("planted clusters are found again", "[tsne]") {
  arma::fmat points = normal_points(10, 150, "clusters");
  for (arma::uword i = 0; i < 150; ++i) points(i % 3, i) += 20;
  for (const std::string start : {"pca", "spectral", "random"}) {
    INFO(start);
    TsneSettings settings;
    settings.perplexity = 15;
    settings.iterations = 400;
    settings.start = start;
    const TsneMap map = map_of(points, settings);
    REQUIRE(map.points.is_finite());
    const Neighbours near =
        nearest_neighbours(arma::conv_to<arma::fmat>::from(map.points), 10, serial);
    for (arma::uword i = 0; i < 150; ++i) {
      for (arma::uword k = 0; k < 10; ++k) REQUIRE(near.indices(k, i) % 3 == i % 3);
    }
  }
}

TEST_CASE("a map has the same bits for any number of threads", "[tsne]") {
  const arma::fmat points = normal_points(6, 300, "threads");
  TsneSettings settings;
  settings.iterations = 120;
  settings.exaggeration_iterations = 60;
  const TsneMap one = map_of(points, settings);
  for (const arma::uword n_threads : {2U, 4U}) {
    const TsneMap other = map_of(points, settings, on_threads(n_threads));
    CHECK(arma::approx_equal(one.points, other.points, "absdiff", 0));
    CHECK(one.kl == other.kl);
    CHECK(one.kl_history == other.kl_history);
  }
}

TEST_CASE("a map by a mesh has the same bits for any number of threads, and an exact divergence",
          "[tsne]") {
  arma::fmat points = normal_points(6, 8000, "mesh");
  for (arma::uword i = 0; i < points.n_cols; ++i) points(i % 6, i) += 8;
  TsneSettings settings;
  settings.iterations = 60;
  settings.exaggeration_iterations = 30;
  REQUIRE(mesh_is_cheaper(8000, 20, Accuracy::accurate));
  const TsneMap one = map_of(points, settings);
  const TsneMap other = map_of(points, settings, on_threads(4));
  CHECK(arma::approx_equal(one.points, other.points, "absdiff", 0));
  CHECK(one.kl == other.kl);
  const arma::fmat map = arma::conv_to<arma::fmat>::from(one.points);
  CHECK(divergence_of(joint_of(points, 90, {30}), map) == Approx(one.kl).epsilon(1e-5));
}

TEST_CASE("the divergence kept is that of the map, at every fiftieth step and the end", "[tsne]") {
  const arma::fmat points = normal_points(6, 200, "history");
  TsneSettings settings;
  settings.perplexity = 10;
  settings.iterations = 330;
  const TsneMap map = map_of(points, settings);
  CHECK(map.kl_iterations == std::vector<arma::uword>{50, 100, 150, 200, 250, 300, 330});
  CHECK(map.kl_history.back() == map.kl);
  CHECK(map.kl_history[5] < map.kl_history[4]);
  const arma::mat joint = dense(joint_of(points, 50, {10}));
  CHECK(map.kl == Approx(plain_divergence(joint, map.points)).epsilon(1e-5));
}

TEST_CASE("a descent stops where the divergence falls by less than is asked for", "[tsne]") {
  const arma::fmat points = normal_points(6, 200, "stop");
  TsneSettings settings;
  settings.perplexity = 10;
  settings.iterations = 2000;
  settings.stop_below = 0.01;
  const TsneMap map = map_of(points, settings);
  const std::size_t n = map.kl_history.size();
  REQUIRE(map.kl_iterations.back() < 2000);
  REQUIRE(map.kl_iterations[n - 2] >=
          settings.exaggeration_iterations + settings.exaggeration_decay);
  CHECK(map.kl_history[n - 1] > 0.99 * map.kl_history[n - 2]);
}

TEST_CASE("late exaggeration draws a map together", "[tsne]") {
  const arma::fmat points = normal_points(6, 200, "late");
  TsneSettings settings;
  settings.perplexity = 10;
  settings.iterations = 500;
  const double plain = arma::abs(map_of(points, settings).points).max();
  settings.late_exaggeration = 4;
  CHECK(arma::abs(map_of(points, settings).points).max() < 0.7 * plain);
}

TEST_CASE("identical points, constant features and outliers give a finite map", "[tsne]") {
  TsneSettings settings;
  settings.perplexity = 5;
  settings.iterations = 300;
  CHECK(map_of(arma::fmat(4, 30, arma::fill::ones), settings).points.is_finite());
  arma::fmat one_feature = normal_points(4, 30, "constant");
  one_feature.rows(1, 3).fill(2);
  CHECK(map_of(one_feature, settings).points.is_finite());
  arma::fmat outlier = normal_points(4, 30, "outlier");
  outlier.col(7).fill(1e9F);
  CHECK(map_of(outlier, settings).points.is_finite());
}

TEST_CASE("points in the same place start apart, others where they are", "[tsne]") {
  arma::fmat points = normal_points(3, 20, "start");
  points.col(5) = points.col(9);
  const arma::fmat start = start_by_components(points, 2, lucarne::Random(42, "start"));
  CHECK(arma::any(start.col(5) != start.col(9)));
  const double deviation = arma::stddev(arma::conv_to<arma::vec>::from(start.row(0).t()));
  CHECK(deviation == Approx(1e-4).epsilon(0.01));
  CHECK(arma::abs(start.col(5) - start.col(9)).max() < 1e-5);
}

TEST_CASE("a curve visits quarter after quarter", "[order]") {
  // One point in each quarter of the box and one more near the first.
  const arma::fmat points = {{0, 10, 0, 10, 1}, {0, 0, 10, 10, 1}};
  CHECK(places_along_curve(points) == std::vector<std::uint32_t>{0, 2, 3, 4, 1});
  // All in one place: their own order.
  CHECK(places_along_curve(arma::fmat(2, 3, arma::fill::ones)) ==
        std::vector<std::uint32_t>{0, 1, 2});
  CHECK(arma::approx_equal(moved(arma::fmat{{5, 6, 7}}, {2, 0, 1}), arma::fmat{{6, 7, 5}},
                           "absdiff", 0));
}

TEST_CASE("a start by the slowest waves gives another map of the same worth", "[tsne]") {
  const arma::fmat points = normal_points(6, 300, "threads");
  TsneSettings settings;
  settings.iterations = 500;
  settings.start = "spectral";
  const TsneMap one = map_of(points, settings);
  CHECK(
      arma::approx_equal(one.points, map_of(points, settings, on_threads(2)).points, "absdiff", 0));
  settings.start = "pca";
  const TsneMap components = map_of(points, settings);
  CHECK_FALSE(arma::approx_equal(one.points, components.points, "absdiff", 1));
  // Local minima of the same points differ, by 12 % between machines' roundings here; a start that
  // does not help leaves a divergence twice as large.
  CHECK(one.kl < 1.2 * components.kl);
}

TEST_CASE("the gradient in three dimensions is that of the divergence", "[tsne]") {
  const arma::uword n = 43;  // not whole vectors
  const SparseGraph joint = joint_of(normal_points(5, n, "high"), 24, {8});
  const arma::mat p = dense(joint);
  const arma::fmat map = 2 * normal_points(3, n, "low");
  const arma::mat gradient = gradient_of(joint, map);
  const double step = 1e-5;
  for (const arma::uword k : {0U, 1U, 2U, 65U, 128U}) {
    arma::mat forward = arma::conv_to<arma::mat>::from(map);
    arma::mat backward = forward;
    forward(k) += step;
    backward(k) -= step;
    const double difference =
        (plain_divergence(p, forward) - plain_divergence(p, backward)) / (2 * step);
    // As in two dimensions.
    CHECK(gradient(k) == Approx(difference).margin(2e-6 * arma::abs(gradient).max()));
  }
  CHECK(divergence_of(joint, map) ==
        Approx(plain_divergence(p, arma::conv_to<arma::mat>::from(map))).epsilon(1e-6));
}

TEST_CASE("a map in three dimensions is nearer to the features, on any number of threads",
          "[tsne]") {
  const auto start = GENERATE("pca", "spectral", "random");
  const arma::fmat points = normal_points(8, 300, "solid");
  TsneSettings settings;
  settings.iterations = 500;
  settings.start = start;
  const TsneMap flat = map_of(points, settings);
  settings.dimensions = 3;
  const TsneMap solid = map_of(points, settings);
  REQUIRE(solid.points.n_rows == 3);
  // Points that fill eight dimensions fit better into three than into two.
  CHECK(solid.kl < 0.95 * flat.kl);
  CHECK(arma::min(arma::range(solid.points, 1)) > 0.2 * arma::range(solid.points, 1).max());
  CHECK(arma::approx_equal(solid.points, map_of(points, settings, on_threads(3)).points, "absdiff",
                           0));
}

TEST_CASE("an exaggeration that falls slowly ends lower than one that ends at once", "[tsne]") {
  // Several maps together, as one alone may end in a better or worse place by chance.
  double slowly = 0;
  double at_once = 0;
  for (const char* name : {"one", "two", "three", "four"}) {
    arma::fmat points = normal_points(10, 300, name);
    for (arma::uword i = 0; i < 300; ++i) points(i % 10, i) += 4;
    TsneSettings settings;
    slowly += map_of(points, settings).kl;
    settings.exaggeration_decay = 0;
    at_once += map_of(points, settings).kl;
  }
  CHECK(slowly < at_once);
}
