// SPDX-License-Identifier: MIT
#include "embedding/spectral.hpp"
#include "embedding/memberships.hpp"
#include "joint.hpp"
#include "normal_points.hpp"
#include "serial.hpp"
#include "threads.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace embedding;

namespace {

const lucarne::Random wave_draws(5, "spectral");

// Points 0 .. n-1, each joined with the next; in a ring the last with the first.
SparseGraph chain(arma::uword n, bool ring) {
  SparseGraph graph;
  for (arma::uword i = 0; i < n; ++i) {
    std::vector<arma::uword> targets;
    if (i > 0 || ring) targets.push_back((i + n - 1) % n);
    if (i + 1 < n || ring) targets.push_back((i + 1) % n);
    std::sort(targets.begin(), targets.end());
    for (const arma::uword target : targets) {
      graph.target.push_back(static_cast<std::uint32_t>(target));
      graph.weight.push_back(1);
    }
    graph.first.push_back(graph.target.size());
  }
  return graph;
}

arma::mat normalised(const SparseGraph& graph) {
  const arma::mat matrix = dense(graph);
  const arma::vec scale = 1 / arma::sqrt(arma::sum(matrix, 1));
  return arma::diagmat(scale) * matrix * arma::diagmat(scale);
}

}  // namespace

TEST_CASE("a ring's coordinates are a circle", "[spectral]") {
  constexpr arma::uword n = 30;
  const arma::mat found = spectral_coordinates(chain(n, true), 2, wave_draws, serial);
  // Both waves have the same length, so any turn of them will do; each has a mean square of 1 / n.
  for (arma::uword i = 0; i < n; ++i) {
    CHECK(arma::accu(arma::square(found.row(i))) == Approx(2.0 / n).epsilon(1e-8));
    const double cosine = n / 2.0 * arma::dot(found.row(i), found.row((i + 1) % n));
    CHECK(cosine == Approx(std::cos(2 * arma::datum::pi / n)).epsilon(1e-8));
  }
}

TEST_CASE("a path's coordinates are its slowest waves", "[spectral]") {
  constexpr arma::uword n = 400;
  const arma::mat matrix = normalised(chain(n, false));
  const arma::mat found = spectral_coordinates(chain(n, false), 2, wave_draws, serial);
  // The normalised path has the eigenvalues cos(k pi / (n - 1)), which lie 1e-4 apart: the hardest
  // case for any iteration. Residuals below 1e-6 make values right to the residual's square.
  for (arma::uword k = 0; k < 2; ++k) {
    const arma::vec wave = found.col(k);
    const double value = arma::dot(wave, matrix * wave);
    CHECK(value ==
          Approx(std::cos(static_cast<double>(k + 1) * arma::datum::pi / (n - 1))).margin(1e-9));
    CHECK(arma::norm(matrix * wave - value * wave) < 2e-6);
    CHECK(arma::norm(wave) == Approx(1));
    CHECK(wave(arma::abs(wave).index_max()) > 0);
  }
}

TEST_CASE("coordinates are the eigenvectors that a dense solver finds", "[spectral]") {
  const SparseGraph graph =
      fuzzy_graph(nearest_neighbours(normal_points(3, 150, "dense"), 12, serial), serial);
  REQUIRE(connected_parts(graph).max() == 0);
  arma::vec values;
  arma::mat vectors;
  REQUIRE(arma::eig_sym(values, vectors, normalised(graph)));
  const arma::mat found = spectral_coordinates(graph, 2, wave_draws, serial);
  CHECK(std::abs(arma::dot(found.col(0), vectors.col(148))) == Approx(1).epsilon(1e-6));
  CHECK(std::abs(arma::dot(found.col(1), vectors.col(147))) == Approx(1).epsilon(1e-6));
}

TEST_CASE("coordinates have the same bits on any number of threads", "[spectral]") {
  const SparseGraph graph =
      fuzzy_graph(nearest_neighbours(normal_points(6, 5000, "many"), 10, serial), serial);
  const arma::mat one = spectral_coordinates(graph, 2, wave_draws, serial);
  for (const arma::uword n_threads : {2, 4}) {
    const arma::mat more = spectral_coordinates(graph, 2, wave_draws, on_threads(n_threads));
    CHECK(arma::approx_equal(one, more, "absdiff", 0));
  }
}

TEST_CASE("graphs of few points have coordinates too", "[spectral]") {
  const arma::mat found = spectral_coordinates(chain(5, false), 2, wave_draws, serial);
  CHECK(found.n_rows == 5);
  CHECK(found.is_finite());
  // The slowest wave of a path rises from one end to the other.
  CHECK(std::abs(found(0, 0)) == Approx(std::abs(found(4, 0))));
  CHECK(found(0, 0) * found(4, 0) < 0);
}

TEST_CASE("parts of a graph are numbered by their first points", "[spectral]") {
  SparseGraph graph;  // 0 - 2, 1 - 3, 4 alone
  graph.target = {2, 3, 0, 1};
  graph.weight = {1, 1, 1, 1};
  graph.first = {0, 1, 2, 3, 4, 4};
  const arma::uvec wanted = {0, 1, 0, 1, 2};
  CHECK(arma::all(connected_parts(graph) == wanted));
}
