// SPDX-License-Identifier: MIT
#include "embedding/quality.hpp"

#include "embedding/pca.hpp"
#include "embedding/ranks.hpp"
#include "embedding/serial.hpp"
#include "embedding/threads.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace embedding;

namespace {

MapJudge judge_all(const arma::fmat& features, const arma::uvec& labels, arma::uword n_classes) {
  return MapJudge(features, labels, n_classes, arma::regspace<arma::uvec>(0, labels.n_elem - 1),
                  serial);
}

}  // namespace

TEST_CASE("a map that is the features is wholly trustworthy", "[quality]") {
  const arma::mat points = {{0, 1, 2.5, 4, 7, 11, 16, 22}};
  const MapQuality quality =
      judge_all(arma::conv_to<arma::fmat>::from(points), {0, 0, 0, 0, 1, 1, 1, 1}, 2).judge(points);
  CHECK(quality.trustworthiness == 1);
  CHECK(quality.continuity == 1);
  CHECK(quality.kept == 1);
  CHECK(arma::all(quality.point_trust == 1));
}

TEST_CASE("trustworthiness of a swap is what the definition gives", "[quality]") {
  // Four points on a line, k = 1; in the map points 0 and 3 have changed places. Ties by index:
  //   point 0 stands at 3, nearest is point 2, in feature space the second of its neighbours;
  //   point 1: 2 and 3 are as near, 2 comes first; in feature space 0 comes before it: rank 2
  //   point 2: 0 and 1 are as near, 0 comes first; in feature space 1 and 3 come before it: rank 3
  //   point 3 stands at 0, nearest is point 1; in feature space the second.
  // n k (2n - 3k - 1) / 2 = 4 * 4 / 2, penalties 1, 1, 2, 1.
  const MapJudge judge = judge_all({{0, 1, 2, 3}}, {0, 0, 0, 0}, 1);
  REQUIRE(judge.k() == 1);
  const MapQuality quality = judge.judge({{3, 1, 2, 0}});
  CHECK(quality.trustworthiness == Approx(1 - 5.0 / 8).epsilon(1e-12));
  CHECK(quality.point_trust(2) == Approx(1 - 2 / 2.0));
  CHECK(quality.point_trust(0) == Approx(1 - 1 / 2.0));
  CHECK(quality.kept == 0);
}

TEST_CASE("all measures are those of scikit-learn", "[quality]") {
  // scikit-learn 1.2.1: trustworthiness(X, Y), trustworthiness(Y, X), NearestNeighbors of both and
  // silhouette_score, k = 12, on these points.
  constexpr arma::uword n = 60;
  arma::fmat features(7, n);
  arma::mat map(2, n);
  arma::uvec labels(n);
  for (arma::uword i = 0; i < n; ++i) {
    const auto x = static_cast<double>(i);
    labels(i) = i % 3;
    const auto label = static_cast<double>(labels(i));
    for (arma::uword f = 0; f < 7; ++f) {
      const double wave = std::sin(1.7 * x * static_cast<double>(f + 1));
      features(f, i) = static_cast<float>(wave + (f == 2 ? 0.3 * label * 4 : 0));
    }
    map(0, i) = std::cos(0.9 * x) + label;
    map(1, i) = std::sin(2.3 * x);
  }
  const MapJudge judge = judge_all(features, labels, 3);
  REQUIRE(judge.k() == 12);
  const MapQuality quality = judge.judge(map);
  CHECK(quality.trustworthiness == Approx(0.563955823293).epsilon(1e-10));
  CHECK(quality.continuity == Approx(0.567536813922).epsilon(1e-10));
  CHECK(quality.kept == Approx(0.186111111111).epsilon(1e-10));
  CHECK(quality.label_accuracy == Approx(34.0 / 60));
  CHECK(judge.label_accuracy() == Approx(20.0 / 60));
  CHECK(quality.silhouette == Approx(0.023329221082).epsilon(1e-9));
  CHECK(arma::mean(quality.point_trust) == Approx(quality.trustworthiness));

  SECTION("some points are judged against all") {
    const MapJudge few(features, labels, 3, {4, 17, 50}, serial);
    const MapQuality part = few.judge(map);
    REQUIRE(part.point_trust.n_elem == 3);
    CHECK(part.point_trust(1) == Approx(quality.point_trust(17)));
    CHECK(part.trustworthiness == Approx(arma::mean(part.point_trust)));
    CHECK(part.neighbours.indices.n_cols == n);
  }
  SECTION("threads change no bit") {
    const MapQuality other =
        MapJudge(features, labels, 3, arma::regspace<arma::uvec>(0, n - 1), on_threads(3))
            .judge(map);
    CHECK(other.trustworthiness == quality.trustworthiness);
    CHECK(other.continuity == quality.continuity);
    CHECK(other.silhouette == quality.silhouette);
  }
  SECTION("far from the origin the measures are the same") {
    const MapQuality far = judge_all(features + 64, labels, 3).judge(map);
    CHECK(far.trustworthiness == Approx(quality.trustworthiness).margin(0.002));
  }
}

TEST_CASE("duplicates are one another's neighbours, and no judge of themselves", "[quality]") {
  // Twenty copies of one item: whoever is judged, k others at distance 0 are found.
  const arma::fmat features(3, 20, arma::fill::ones);
  const arma::uvec labels(20, arma::fill::zeros);
  const MapJudge judge(features, labels, 1, {0, 15, 19}, serial);
  const MapQuality quality = judge.judge(arma::mat(2, 20, arma::fill::zeros));
  CHECK(judge.label_accuracy() == 1);
  CHECK(quality.trustworthiness == 1);
  CHECK(std::isnan(quality.silhouette));
  CHECK(arma::all(isolation(quality.neighbours) == 0));
}

TEST_CASE("silhouette of two pairs is what the definition gives", "[quality]") {
  // 0 and 1 against 10 and 11: a = 1; b = 10.5 and 9.5 for the outer and the inner points.
  const arma::mat map = {{0, 1, 10, 11}};
  const arma::fmat features = {{0, 1, 10, 11}};
  const double expected = ((10.5 - 1) / 10.5 + (9.5 - 1) / 9.5) / 2;
  CHECK(judge_all(features, {0, 0, 1, 1}, 2).judge(map).silhouette ==
        Approx(expected).epsilon(1e-12));
  CHECK(std::isnan(judge_all(features, {1, 1, 1, 1}, 2).judge(map).silhouette));
}

TEST_CASE("of many points a fixed choice is judged", "[quality]") {
  const lucarne::Random random(3, "stage");
  CHECK(judged_points(10000, random).n_elem == 10000);
  const arma::uvec some = judged_points(10001, random);
  REQUIRE(some.n_elem == 5000);
  CHECK(some.is_sorted("strictascend"));
  CHECK(arma::all(some == judged_points(10001, random)));
}

TEST_CASE("isolation is the mean distance to the neighbours", "[quality]") {
  const arma::vec means = isolation(nearest_neighbours(arma::fmat{{0, 1, 3, 100}}, 2, serial));
  CHECK(means(0) == Approx(2));
  CHECK(means(1) == Approx(1.5));
  CHECK(means.index_max() == 3);
}

TEST_CASE("ranks count nearer points, and of as near ones the earlier", "[quality]") {
  const arma::fvec distances = {2, 1, 2, 0, 2, 5};
  CHECK(rank_among(distances.memptr(), 6, 3) == 1);
  CHECK(rank_among(distances.memptr(), 6, 0) == 3);
  CHECK(rank_among(distances.memptr(), 6, 4) == 5);
  const arma::vec squares = {1, 4, 9, 16, 25, 36, 49, 64, 81, 100};
  CHECK(sum_of_roots(squares.memptr(), 10) == 55);
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
