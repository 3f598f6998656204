// SPDX-License-Identifier: MIT
#include "activations/layer_activity.hpp"
#include "activations/selectivity.hpp"
#include "activations/unit_statistics.hpp"

#include <lucarne/random.hpp>

#include <catch2/catch.hpp>
#include <cmath>

using namespace lucarne::activations;

namespace {

// Two units, two classes: what the counts below are derived from by hand.
const arma::fmat four_items{{0, 1, 2, 3}, {5, 0, 0, -1}};
const arma::uvec four_labels{0, 1, 0, 1};

LayerStatistics fresh(arma::uword units = 2) { return {"relu1", 0, {units, 1}, 2, 2}; }

std::vector<std::byte> bytes_of(LayerStatistics statistics) {
  lucarne::Archive archive;
  statistics.archive(archive);
  return archive.bytes();
}

// Whole numbers, so that sums are exact in any order.
struct Items {
  arma::fmat activations;
  arma::uvec labels;
};
Items whole_numbers(arma::uword n) {
  const lucarne::Random random(5, "items");
  Items items{arma::fmat(7, n), arma::uvec(n)};
  for (arma::uword i = 0; i < n; ++i) {
    items.labels(i) = random.below(2, i, 0);
    for (arma::uword unit = 0; unit < 7; ++unit) {
      const auto drawn = static_cast<float>(random.below(9, i, unit + 1));
      items.activations(unit, i) = std::max(0.0f, drawn - 4);
    }
  }
  return items;
}

LayerStatistics counted(const Items& items, arma::uword first, arma::uword last) {
  LayerStatistics statistics = fresh(7);
  statistics.consume(items.activations.cols(first, last), items.labels.subvec(first, last), first);
  return statistics;
}

}  // namespace

TEST_CASE("counts, sums and the strongest items are those of the items", "[statistics]") {
  LayerStatistics statistics = fresh();
  statistics.consume(four_items, four_labels, 10);
  CHECK(arma::all(statistics.active == arma::uvec{3, 1}));
  CHECK(arma::all(arma::vectorise(statistics.classes.sums() == arma::mat{{2, 4}, {5, -1}})));
  CHECK(arma::all(statistics.classes.counts() == arma::uvec{2, 2}));
  CHECK(statistics.top.values(1)(0) == 5);
  CHECK(arma::all(statistics.top.items(0) == arma::uvec{13, 12}));
  CHECK(arma::all(statistics.top.items(1) == arma::uvec{10, 11}));
}

TEST_CASE("sums of many small activations keep their digits", "[statistics]") {
  LayerStatistics statistics = fresh(1);
  arma::fmat one(1, 1);
  one.fill(16777216);  // 2^24: adding 1 to it in float changes nothing
  statistics.consume(one, {0}, 0);
  one.fill(1);
  for (arma::uword i = 1; i <= 5; ++i) statistics.consume(one, {0}, i);
  CHECK(statistics.classes.sums()(0, 0) == 16777221);
}

TEST_CASE("merging with a state that saw nothing changes nothing", "[statistics]") {
  const Items items = whole_numbers(50);
  const LayerStatistics some = counted(items, 0, 49);
  LayerStatistics left = fresh(7);
  left.merge(some);
  LayerStatistics right = some;
  right.merge(fresh(7));
  CHECK(bytes_of(left) == bytes_of(some));
  CHECK(bytes_of(right) == bytes_of(some));
}

TEST_CASE("merging is associative", "[statistics]") {
  const Items items = whole_numbers(60);
  const LayerStatistics a = counted(items, 0, 9);
  const LayerStatistics b = counted(items, 10, 39);
  const LayerStatistics c = counted(items, 40, 59);
  LayerStatistics left = a;
  left.merge(b);
  left.merge(c);
  LayerStatistics tail = b;
  tail.merge(c);
  LayerStatistics right = a;
  right.merge(tail);
  CHECK(bytes_of(left) == bytes_of(right));
}

TEST_CASE("many blocks give what one block gives", "[statistics]") {
  const Items items = whole_numbers(64);
  LayerStatistics merged = fresh(7);
  for (arma::uword first = 0; first < 64; first += 4) {
    merged.merge(counted(items, first, first + 3));
  }
  CHECK(bytes_of(merged) == bytes_of(counted(items, 0, 63)));
}

TEST_CASE("a saved state loads as it was", "[statistics]") {
  UnitStatistics saved;
  saved.n_items = 30;
  saved.layers = {counted(whole_numbers(30), 0, 29), fresh()};
  lucarne::Archive out;
  saved.archive(out);
  UnitStatistics loaded;
  lucarne::Archive in(out.bytes());
  loaded.archive(in);
  CHECK(in.left() == 0);
  lucarne::Archive again;
  loaded.archive(again);
  CHECK(again.bytes() == out.bytes());
  CHECK(loaded.layers.at(0).layer == "relu1");
}

TEST_CASE("selectivity compares the preferred class with the mean of the others", "[selectivity]") {
  // Unit 0: (4 - 1) / (4 + 1). Unit 1: one class only. Unit 2: none preferred.
  const Selectivity result = selectivity(arma::mat{{1, 4, 1}, {0, 0, 2}, {3, 3, 3}});
  CHECK(arma::all(result.preferred == arma::uvec{1, 2, 0}));
  CHECK(result.index(0) == Approx(0.6).epsilon(1e-15));
  CHECK(result.index(1) == 1);
  CHECK(result.index(2) == 0);
}

TEST_CASE("a dead unit has no selectivity", "[selectivity]") {
  CHECK(std::isnan(selectivity(arma::mat{{0, 0, 0}}).index(0)));
}

TEST_CASE("negative means are taken above the smallest of them", "[selectivity]") {
  // Above -1: 2, 0, 1; rest 0.5; (2 - 0.5) / (2 + 0.5).
  CHECK(selectivity(arma::mat{{1, -1, 0}}).index(0) == Approx(0.6).epsilon(1e-15));
}

TEST_CASE("a class without items takes no part", "[selectivity]") {
  const double none = arma::datum::nan;
  const Selectivity result = selectivity(arma::mat{{1, none, 3}});
  CHECK(result.preferred(0) == 2);
  CHECK(result.index(0) == 0.5);
}

TEST_CASE("with one class nothing is selective", "[selectivity]") {
  arma::mat one(2, 1);
  one.fill(2);
  const Selectivity result = selectivity(one);
  CHECK(std::isnan(result.index(0)));
  CHECK(representative_units(result, 1, 64).is_empty());
}

TEST_CASE("every class is represented before any gives a second unit", "[selectivity]") {
  // Units 0, 1, 2 prefer class 0 more and more; unit 3 prefers class 1 a little; 4 is dead.
  const Selectivity units = selectivity(arma::mat{{4, 3}, {4, 2}, {4, 1}, {3, 4}, {0, 0}});
  CHECK(arma::all(representative_units(units, 2, 2) == arma::uvec{2, 3}));
  CHECK(arma::all(representative_units(units, 2, 3) == arma::uvec{2, 1, 3}));
  CHECK(arma::all(representative_units(units, 2, 64) == arma::uvec{2, 1, 0, 3}));
  CHECK(arma::all(most_selective(units, 0, 1) == arma::uvec{2}));
}

TEST_CASE("a dead unit's rate is bounded by three over the number of items", "[dead]") {
  CHECK(dead_rate_bound(10000) == 3e-4);
  CHECK(dead_rate_bound(2) == 1);
}

TEST_CASE("a feature map is one unit, its mean the unit's value", "[statistics]") {
  const lucarne::Layer maps{"conv", "Relu", "conv", {2, 2, 3}, {}};
  const LayerUnits whole = units_of(maps, true);
  CHECK(whole.count == 2);
  CHECK(whole.positions == 6);
  CHECK(units_of(maps, false).count == 12);
  const lucarne::Layer dense{"fc", "Relu", "fc", {12}, {}};
  CHECK(units_of(dense, true).count == 12);

  // Channel by channel: means 1.5 and 0, then 0 and 1.
  const arma::fmat activations{{0, 0}, {9, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0},
                               {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}};
  const arma::fmat expected{{1.5F, 0}, {0, 1}};
  CHECK(arma::approx_equal(unit_values(activations, 6), expected, "absdiff", 0));
}

TEST_CASE("positions count for rates, items for whether a feature map is dead", "[statistics]") {
  const lucarne::Layer maps{"conv", "Relu", "conv", {2, 2, 1}, {}};
  UnitStatistics all;
  all.layers.emplace_back("conv", 0.0F, units_of(maps, true), 2, 1);
  all.n_items = 2;
  all.layers[0].consume(arma::fmat{{0, 0}, {3, 1}, {0, 0}, {-1, 0}}, {0, 1}, 0);
  const LayerActivity seen = activity(maps, all.layers[0], all, {});
  CHECK(seen.rates(0) == 0.5);
  CHECK(arma::all(seen.dead == arma::uvec{1}));
  CHECK(seen.class_means(0, 0) == 1.5);
  CHECK(seen.class_means(0, 1) == 0.5);
  CHECK(seen.active == 25);
}
