// SPDX-License-Identifier: MIT
#include "embedding/umap.hpp"
#include "embedding/quality.hpp"
#include "embedding/umap_schedule.hpp"
#include "normal_points.hpp"
#include "serial.hpp"
#include "threads.hpp"

#include <catch2/catch.hpp>

using namespace embedding;

namespace {

// Clusters of unit width in eight dimensions, `apart` from one another.
arma::fmat clusters(arma::uword count, arma::uword each, float apart) {
  arma::fmat points = normal_points(8, count * each, "clusters");
  for (arma::uword i = 0; i < points.n_cols; ++i) points(i / each, i) += apart;
  return points;
}

UmapMap map_of(const arma::fmat& points, const UmapSettings& settings = {},
               const ParallelFor& parallel = serial) {
  return umap(points, settings, lucarne::Random(42, "test"), parallel, [](double) { return true; });
}

arma::uvec cluster_numbers(arma::uword count, arma::uword each) {
  arma::uvec labels(count * each);
  for (arma::uword i = 0; i < labels.n_elem; ++i) labels(i) = i / each;
  return labels;
}

}  // namespace

TEST_CASE("planted clusters are recovered", "[umap]") {
  const auto start = GENERATE("spectral", "pca", "random");
  const float apart = GENERATE(4.0F, 60.0F);  // joined by edges, and in parts of their own
  const arma::fmat points = clusters(5, 80, apart);
  UmapSettings settings;
  settings.start = start;
  const UmapMap map = map_of(points, settings);
  const arma::uvec labels = cluster_numbers(5, 80);
  const MapJudge judge(points, labels, 5, arma::regspace<arma::uvec>(0, 399), serial);
  const MapQuality quality = judge.judge(map.points);
  CHECK(quality.label_accuracy > 0.97);  // the nearer clusters overlap a little
  CHECK(quality.silhouette > 0.5);
  // Normal points in eight dimensions do not fit into a plane; a random map has 0.5.
  CHECK(quality.trustworthiness > 0.9);
  CHECK(map.in_parts == (apart > 10 && settings.start == "spectral"));
  CHECK(arma::abs(arma::mean(map.points, 1)).max() < 1e-5);
}

TEST_CASE("a UMAP map has the same bits on any number of threads", "[umap]") {
  const arma::fmat points = clusters(3, 300, 5);
  UmapSettings settings;
  settings.epochs = 40;
  const arma::mat one = map_of(points, settings).points;
  for (const arma::uword n_threads : {2, 4}) {
    CHECK(arma::approx_equal(map_of(points, settings, on_threads(n_threads)).points, one, "absdiff",
                             0));
  }
}

TEST_CASE("duplicates, constant items and far outliers have a finite UMAP map", "[umap]") {
  arma::fmat points = clusters(2, 60, 5);
  for (arma::uword i = 10; i < 50; ++i) points.col(i) = points.col(10);
  points.col(100) *= 1e5F;
  for (const arma::fmat& some : {points, arma::fmat(4, 60, arma::fill::value(0.3F))}) {
    const UmapMap map = map_of(some);
    CHECK(map.points.is_finite());
    CHECK(arma::abs(map.points).max() < 1000);
  }
}

TEST_CASE("a smaller least distance packs a UMAP map more densely", "[umap]") {
  const arma::fmat points = clusters(1, 300, 0);
  UmapSettings dense, loose;
  dense.min_distance = 0;
  loose.min_distance = 0.8;
  const auto nearest = [](const arma::mat& map) {
    return arma::median(
        nearest_neighbours(arma::conv_to<arma::fmat>::from(map), 1, serial).squared.row(0));
  };
  CHECK(nearest(map_of(points, dense).points) < 0.25F * nearest(map_of(points, loose).points));
}

TEST_CASE("a UMAP map that is stopped is what there was", "[umap]") {
  arma::uword asked = 0;
  const UmapMap map = umap(clusters(2, 40, 5), {}, lucarne::Random(42, "test"), serial,
                           [&asked](double) { return ++asked < 7; });
  CHECK(map.epochs == 7);
  CHECK(map.n_epochs == 500);
  CHECK(map.points.is_finite());
}

TEST_CASE("edges are drawn as often as their rate says, as evenly as can be", "[umap]") {
  for (const float share : {1.0F, 0.37F, 0.01F, 0.0F}) {
    const DrawRate rate = rate_of(share);
    int drawn = 0;
    for (std::uint64_t epoch = 0; epoch < 1000; ++epoch) {
      drawn += is_due(rate, epoch);
      CHECK(std::abs(static_cast<float>(drawn) - share * static_cast<float>(epoch + 1)) <= 1.001F);
    }
  }
}
