#define CATCH_CONFIG_MAIN
#include "my-plugin.hpp"

#include <catch2/catch.hpp>

namespace {

// The state after one block of these labels and predictions.
Hits after(const arma::uvec& labels, const arma::uvec& predicted, Hits hits = Hits(3)) {
  const arma::fmat unused;
  hits.consume({.number = 0,
                .first = 0,
                .inputs = unused,
                .labels = labels,
                .logits = unused,
                .probabilities = unused,
                .predicted = predicted,
                .layers = {},
                .gradients = {}});
  return hits;
}

}  // namespace

TEST_CASE("shares are right predictions over items") {
  // Class 0: 2 items, 1 right. Class 1: 1 item, none right. Class 2: no item.
  const arma::vec shares = after({0, 0, 1}, {0, 1, 0}).shares();
  CHECK(shares(0) == 0.5);
  CHECK(shares(1) == 0);
  CHECK(shares(2) == 0);
}

TEST_CASE("two merged states are one state of all items") {
  Hits left = after({0, 1}, {0, 1});
  left.merge(after({0, 2}, {1, 2}));
  const Hits whole = after({0, 1, 0, 2}, {0, 1, 1, 2});
  CHECK(arma::approx_equal(left.counts, whole.counts, "absdiff", 0));
}
