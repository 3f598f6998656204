// SPDX-License-Identifier: MIT
#include "host/merge_tree.hpp"

#include <catch2/catch.hpp>

#include <numeric>
#include <string>

namespace {

// Shows in which way states were merged: "((0 1) 2)".
struct Trace {
  std::string text;
  void consume(const lucarne::Block&) {}
  void merge(const Trace& right) { text = "(" + text + " " + right.text + ")"; }
  void archive(lucarne::Archive& archive) { archive(text); }
};

std::string merged(const std::vector<arma::uword>& order) {
  lucarne::MergeTree tree(order.size());
  for (const arma::uword leaf : order) {
    tree.add(leaf, std::make_unique<lucarne::FoldOf<Trace>>(Trace{std::to_string(leaf)}));
  }
  return dynamic_cast<lucarne::FoldOf<Trace>&>(*tree.result()).state.text;
}

}  // namespace

TEST_CASE("neighbours merge first and an odd last one moves up", "[merge tree]") {
  CHECK(merged({0}) == "0");
  CHECK(merged({0, 1}) == "(0 1)");
  CHECK(merged({0, 1, 2}) == "((0 1) 2)");
  CHECK(merged({0, 1, 2, 3, 4}) == "(((0 1) (2 3)) 4)");
  CHECK(merged({0, 1, 2, 3, 4, 5, 6}) == "(((0 1) (2 3)) ((4 5) 6))");
}

TEST_CASE("the order in which states arrive does not change the tree", "[merge tree]") {
  std::vector<arma::uword> order(6);
  std::iota(order.begin(), order.end(), 0);
  do {
    REQUIRE(merged(order) == "(((0 1) (2 3)) (4 5))");
  } while (std::next_permutation(order.begin(), order.end()));
}
