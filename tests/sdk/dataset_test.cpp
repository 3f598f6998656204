// SPDX-License-Identifier: MIT
#include "support/memory_dataset.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

TEST_CASE("a split must exist and hold items", "[sdk]") {
  const MemoryDataset dataset({2}, {"a", "b"},
                              {{"train", {arma::fmat(2, 1, arma::fill::zeros), arma::uvec{0}}},
                               {"test", {arma::fmat(2, 0), arma::uvec()}}});
  CHECK_NOTHROW(require_items(dataset, "train"));
  CHECK_THROWS_WITH(require_items(dataset, "trian"),
                    "unknown split 'trian', did you mean 'train'?");
  CHECK_THROWS_WITH(require_items(dataset, "other"),
                    "unknown split 'other'; splits are train, test");
  CHECK_THROWS_WITH(require_items(dataset, "test"),
                    "split 'test' holds no items; name one that does");
  try {
    require_items(dataset, "test");
  } catch (const ParameterError& error) {
    CHECK(error.parameter() == "split");
  }
}
