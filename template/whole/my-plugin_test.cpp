#define CATCH_CONFIG_MAIN
#include "my-plugin.hpp"

#include <catch2/catch.hpp>

TEST_CASE("weights on the bound are small, weights beyond are not") {
  CHECK(share_near_zero({{-0.5f, 0.25f}, {0.0f, 1.0f}}, 0.25) == 0.5);
  CHECK(share_near_zero({{-0.5f, 0.25f}, {0.0f, 1.0f}}, 0) == 0.25);
}

TEST_CASE("no weights are refused") {
  CHECK_THROWS_WITH(share_near_zero(arma::fmat(), 1), "wanted weights, found none");
}
