// SPDX-License-Identifier: MIT
#include "pipeline/byte_size.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

TEST_CASE("sizes of memory are read", "[byte size]") {
  CHECK(byte_size("256MiB") == 268435456U);
  CHECK(byte_size("1GiB") == 1073741824U);
  CHECK(byte_size("12 GiB") == 12884901888U);
  CHECK(byte_size("1536 MiB") == 1610612736U);
}

TEST_CASE("what is no size of memory, or too small, is refused", "[byte size]") {
  for (const char* text : {"", "2", "2G", "2GB", "2 gib", "0GiB", "255MiB", "01GiB", "-1GiB",
                           "1.5GiB", "1e3MiB", " 1GiB", "1GiB ", "1  GiB", "99999999999GiB"}) {
    INFO(text);
    CHECK_FALSE(byte_size(text).has_value());
  }
}

TEST_CASE("sizes are written as they are read", "[byte size]") {
  for (const char* text : {"256MiB", "1536MiB", "1GiB", "12GiB"}) {
    CHECK(byte_size_text(byte_size(text).value()) == text);
  }
  CHECK(byte_size_text(1) == "1MiB");
}
