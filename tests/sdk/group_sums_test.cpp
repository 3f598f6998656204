// SPDX-License-Identifier: MIT
#include "sdk/fold_laws.hpp"

#include <lucarne/fold_states.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>

using lucarne::GroupSums;

TEST_CASE("group sums and means are those of each group's items", "[groups]") {
  GroupSums groups(2, 3);
  groups.add(arma::fmat{{1, 2, 3}, {-1, 0, 4}}, {2, 0, 2});
  CHECK(arma::all(groups.counts() == arma::uvec{1, 0, 2}));
  CHECK(arma::approx_equal(groups.sums(), arma::mat{{2, 0, 4}, {0, 0, 3}}, "absdiff", 0));
  const arma::mat means = groups.means();
  CHECK(means(0, 2) == 2);
  CHECK(means(1, 2) == 1.5);
  CHECK(std::isnan(means(0, 1)));
}

TEST_CASE("group sums keep the digits of small values", "[groups]") {
  // 2^24: adding 1 to it in float changes nothing.
  GroupSums groups(1, 1);
  groups.add(arma::fmat{{16777216, 1, 1, 1}}, {0, 0, 0, 0});
  CHECK(groups.sums()(0, 0) == 16777219);
}

TEST_CASE("group sums obey the laws of folds", "[groups]") {
  const auto add = [](GroupSums& state, const arma::fmat& columns, arma::uword first) {
    arma::uvec groups(columns.n_cols);
    for (arma::uword j = 0; j < groups.n_elem; ++j) groups(j) = (first + j) % 3;
    state.add(columns, groups);
  };
  check_fold_laws(GroupSums(4, 3), normal_values(4, 30), add);
  // Whole numbers: their sums are exact in any order.
  check_order_does_not_matter(GroupSums(4, 3), arma::round(10 * normal_values(4, 30)), add);
}

TEST_CASE("groups without items take no memory", "[groups]") {
  // With a column for each group this would be 8 GB.
  GroupSums groups(1000, 1'000'000);
  arma::fmat values(1000, 2, arma::fill::ones);
  groups.add(values, {70, 12});
  GroupSums right(1000, groups.n_groups());
  right.add(values, {999'999, 12});
  groups.merge(right);
  CHECK(arma::all(groups.seen() == arma::uvec{12, 70, 999'999}));
  CHECK(groups.seen_sums().n_cols == 3);
  CHECK(groups.seen_sums()(999, 0) == 2);
  CHECK(groups.counts()(12) == 2);
}

TEST_CASE("saved group sums whose groups do not fit are refused", "[groups]") {
  GroupSums groups(1, 4);
  groups.add(arma::fmat{{1, 2}}, {1, 3});
  std::vector<std::byte> bytes = bytes_of(groups);
  GroupSums loaded;
  lucarne::Archive in(bytes);
  loaded.archive(in);
  CHECK(loaded.seen_sums()(0, 1) == 2);
  // The second of the groups seen, the number before the sums: 3 becomes 4, of groups below 4.
  const auto three = std::ranges::find_end(
      bytes, std::array{std::byte{3}, std::byte{0}, std::byte{0}, std::byte{0}, std::byte{0},
                        std::byte{0}, std::byte{0}, std::byte{0}});
  REQUIRE(!three.empty());
  three.front() = std::byte{4};
  lucarne::Archive damaged(bytes);
  CHECK_THROWS_WITH(loaded.archive(damaged), Catch::Contains("group sums"));
}

TEST_CASE("groups that there are not are refused", "[groups]") {
  GroupSums groups(2, 2);
  const arma::fmat one_item(2, 1, arma::fill::zeros);
  CHECK_THROWS_WITH(groups.add(one_item, {2}), "group sums: groups below 2 wanted, found 2");
  CHECK_THROWS_WITH(groups.add(one_item, {0, 1}),
                    "group sums: 1 groups wanted, found 2; give one group an item");
  CHECK_THROWS_AS(groups.add(arma::fmat(3, 1, arma::fill::zeros), {0}), lucarne::Error);
  CHECK_THROWS_AS(groups.merge(GroupSums(2, 3)), lucarne::Error);
  CHECK_THROWS_AS(groups.merge(GroupSums(3, 2)), lucarne::Error);
}

namespace {

// A state as an author writes it.
struct AuthorState {
  arma::uword n_items = 0;
  std::vector<lucarne::Moments> layers{lucarne::Moments(2), lucarne::Moments(3)};
  lucarne::TopK top{2, 3};

  void archive(lucarne::Archive& archive) { archive(n_items, layers, top); }
};

}  // namespace

TEST_CASE("ready-made states are saved with the state that they are members of", "[groups]") {
  AuthorState saved;
  saved.n_items = 2;
  saved.layers[1].add(arma::fmat{{1, 2}, {3, 4}, {5, 6}});
  saved.top.add(arma::fmat{{1, 2}, {3, 4}}, 7);
  const std::vector<std::byte> bytes = bytes_of(saved);
  AuthorState loaded;
  lucarne::Archive in(bytes);
  loaded.archive(in);
  CHECK(in.left() == 0);
  CHECK(loaded.layers[1].mean()(2) == 5.5);
  CHECK(loaded.top.items(1)(0) == 8);
  CHECK(bytes_of(loaded) == bytes);
}
