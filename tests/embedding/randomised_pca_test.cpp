// SPDX-License-Identifier: MIT
#include "embedding/randomised_pca.hpp"
#include "embedding/pca_solver.hpp"
#include "normal_points.hpp"
#include "serial.hpp"
#include "threads.hpp"

#include <catch2/catch.hpp>

using namespace embedding;

namespace {

// Items along five directions of falling length, far from the origin, with a little noise.
arma::fmat stretched(arma::uword n_features, arma::uword n) {
  const arma::fmat directions = normal_points(n_features, 5, "directions");
  arma::fmat weights = normal_points(5, n, "weights");
  for (arma::uword k = 0; k < 5; ++k) weights.row(k) *= static_cast<float>(6 - k);
  return directions * weights + 0.1F * normal_points(n_features, n, "noise") + 100.0F;
}

const lucarne::Random draws(1, "randomised");

}  // namespace

TEST_CASE("randomised components are the exact ones where the variances fall", "[pca]") {
  const auto [n_features, n] = GENERATE(std::pair<arma::uword, arma::uword>{80, 200},
                                        std::pair<arma::uword, arma::uword>{300, 50});
  const arma::fmat points = stretched(n_features, n);
  const Pca exact = principal_components(points, 5);
  const Pca found = randomised_components(points, 5, draws, serial);
  // The noise is a thousandth of the least variance, so that eight passes leave rounding alone.
  for (arma::uword k = 0; k < 5; ++k) {
    CHECK(found.variances(k) == Approx(exact.variances(k)).epsilon(1e-9));
    CHECK(arma::norm(found.scores.row(k) - exact.scores.row(k)) <
          1e-6 * arma::norm(exact.scores.row(k)));
  }
  CHECK(found.total == Approx(exact.total).epsilon(1e-9));
}

TEST_CASE("randomised components have the same bits on any number of threads", "[pca]") {
  const arma::fmat points = stretched(70, 90);
  const Pca one = randomised_components(points, 3, draws, serial);
  for (const arma::uword n_threads : {2, 4}) {
    const Pca more = randomised_components(points, 3, draws, on_threads(n_threads));
    CHECK(arma::approx_equal(one.scores, more.scores, "absdiff", 0));
    CHECK(one.total == more.total);
  }
}

TEST_CASE("randomised components of items that are all alike are zero", "[pca]") {
  const Pca pca =
      randomised_components(arma::fmat(50, 4, arma::fill::value(0.1F)), 2, draws, serial);
  CHECK(arma::abs(pca.scores).max() < 1e-9);
  CHECK(pca.total == Approx(0).margin(1e-12));
}

TEST_CASE("more components than items or features are zero by either way", "[pca]") {
  const arma::fmat points = normal_points(3, 40, "few");
  for (const char* solver : {"exact", "randomised"}) {
    const Pca pca = solve_pca(points, 5, solver, draws, serial);
    CHECK(pca.scores.n_rows == 5);
    CHECK(arma::abs(pca.scores.rows(3, 4)).max() == 0);
    CHECK(pca.scores.row(2).max() > 0);
  }
}

TEST_CASE("a small problem is solved exactly unless it is asked otherwise", "[pca]") {
  const arma::fmat points = normal_points(30, 40, "small");
  const arma::mat exact = solve_pca(points, 2, "exact", draws, serial).scores;
  CHECK(
      arma::approx_equal(solve_pca(points, 2, "auto", draws, serial).scores, exact, "absdiff", 0));
  CHECK_FALSE(arma::approx_equal(solve_pca(points, 2, "randomised", draws, serial).scores, exact,
                                 "absdiff", 0));
}
