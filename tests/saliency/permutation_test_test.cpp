// SPDX-License-Identifier: MIT
#include "saliency/permutation_test.hpp"

#include "network/perceptron.hpp"
#include "support/memory_dataset.hpp"
#include "support/test_context.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace lucarne;
using namespace lucarne::saliency;

namespace {

// The test needs random numbers and a parallel_for; network and data are only there to be there.
struct Bench {
  explicit Bench(std::uint64_t seed = 42) : context(*network, data, seed) {}
  std::unique_ptr<Network> network = make_network({{{arma::fmat(1, 1), arma::fvec(1)}}});
  MemoryDataset data{{1}, {"a"}, {}};
  TestContext context;
};

}  // namespace

TEST_CASE("p approaches the share of all relabellings that differ as much", "[permutation]") {
  // Of the 20 ways to choose 3 of 1, 2, 3, 4, 5, 9 (mean 4), the sum 1 + 2 + 3 = 6 lies 6 below
  // the expected 12. As far or farther: 6 (1,2,3) and 18 (4,5,9) only, so the exact p is 2 / 20.
  const Bench bench;
  const arma::mat statistics{{1, 2, 3, 4, 5, 9}};
  const GroupComparison result = compare_groups(statistics, {0, 1, 2}, 40000, bench.context);
  // Standard error sqrt(0.1 * 0.9 / 40000) = 0.0015; four of them.
  CHECK(result.p(0) == Approx(0.1).margin(0.006));
  CHECK(result.mean_first(0) == Approx(2));
  CHECK(result.mean_second(0) == Approx(6));
}

TEST_CASE("groups of different sizes are exact too, whichever is named first", "[permutation]") {
  // 2 of 0, 1, 5, 7, 12 (mean 5): the sum 12 + 7 = 19 lies 9 above the expected 10. As far or
  // farther: 19 and 1 (0 + 1), so 2 of 10.
  const Bench bench;
  const arma::mat statistics{{0, 1, 5, 7, 12}};
  const GroupComparison pair = compare_groups(statistics, {3, 4}, 20000, bench.context);
  const GroupComparison rest = compare_groups(statistics, {0, 1, 2}, 20000, bench.context);
  CHECK(pair.p(0) == Approx(0.2).margin(0.0115));  // four standard errors of 0.0028
  CHECK(rest.p(0) == pair.p(0));
}

TEST_CASE("p is never zero", "[permutation]") {
  const Bench bench;
  arma::mat statistics(1, 200, arma::fill::zeros);
  statistics.tail_cols(100).ones();
  const arma::uvec first = arma::regspace<arma::uvec>(0, 99);
  CHECK(compare_groups(statistics, first, 999, bench.context).p(0) == Approx(1.0 / 1000));
}

TEST_CASE("equal means give p of 1", "[permutation]") {
  const Bench bench;
  const arma::mat statistics{{1, 2, 1, 2}};
  CHECK(compare_groups(statistics, {0, 1}, 500, bench.context).p(0) == 1);
}

TEST_CASE("a constant statistic has no p and leaves the others theirs", "[permutation]") {
  const Bench bench;
  const arma::mat statistics{{3, 3, 3, 3}, {0, 1, 4, 9}};
  const GroupComparison result = compare_groups(statistics, {0, 1}, 500, bench.context);
  CHECK(std::isnan(result.p(0)));
  CHECK(std::isnan(result.standardised(0)));
  CHECK(result.p(1) < 1);
}

TEST_CASE("p is uniform where the groups do not differ", "[permutation]") {
  const Bench bench;
  const Random random(7, "null");
  arma::uword below = 0;
  for (arma::uword trial = 0; trial < 400; ++trial) {
    arma::mat statistics(1, 24);
    for (arma::uword i = 0; i < 24; ++i) statistics(0, i) = random.normal(trial, i);
    const arma::uvec first = arma::regspace<arma::uvec>(0, 7);
    below += compare_groups(statistics, first, 199, bench.context).p(0) <= 0.2;
  }
  // 80 expected, standard deviation 8; four of them.
  CHECK(below > 48);
  CHECK(below < 112);
}

TEST_CASE("the difference in standard deviations is pooled over the groups", "[permutation]") {
  const Bench bench;
  // Means 2 and 5; squares around them 2 + 2 over 6 - 2.
  const GroupComparison result =
      compare_groups(arma::mat{{1, 2, 3, 4, 5, 6}}, {0, 1, 2}, 10, bench.context);
  CHECK(result.standardised(0) == Approx(-3));
}

TEST_CASE("the same seed gives the same p", "[permutation]") {
  const Bench a;
  const Bench b;
  const arma::mat statistics{{1, 5, 2, 8, 3, 9, 4, 4}};
  CHECK(compare_groups(statistics, {0, 2, 4}, 1234, a.context).p(0) ==
        compare_groups(statistics, {0, 2, 4}, 1234, b.context).p(0));
}

TEST_CASE("Holm's adjustment is stepwise and keeps the order", "[permutation]") {
  // Sorted 0.01, 0.02, 0.04 times 3, 2, 1: 0.03, 0.04, 0.04.
  const arma::vec adjusted = holm_adjusted({0.04, 0.01, arma::datum::nan, 0.02});
  CHECK(adjusted(0) == Approx(0.04));
  CHECK(adjusted(1) == Approx(0.03));
  CHECK(std::isnan(adjusted(2)));
  CHECK(adjusted(3) == Approx(0.04));
  CHECK(holm_adjusted({0.9, 0.8})(0) == 1);
}
