// SPDX-License-Identifier: MIT
#include "support/gradient_cases.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace lucarne;

TEST_CASE("single operators give PyTorch's outputs and gradients", "[torch]") {
  std::map<std::string, int> n_cases;
  for (const GradientCase& one : gradient_cases()) {
    INFO(one.text());
    CHECK(one.fault() == "");
    ++n_cases[one.op()];
  }
  CHECK(n_cases.size() >= 79);
  for (const auto& [op, count] : n_cases) {
    INFO(op);
    CHECK(count >= 2);
  }
}
