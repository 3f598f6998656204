// SPDX-License-Identifier: MIT
#include "output/compare_numbers.hpp"

#include "data/npy.hpp"
#include "support/temporary_folder.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <cmath>
#include <cstring>

using namespace lucarne;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// A run of one stage 's' with a scalar, a table of one row, and an array.
StoredRun run_of(const TemporaryFolder& folder, double scalar, const std::vector<Cell>& row,
                 const std::vector<float>& array) {
  const std::string bytes(reinterpret_cast<const char*>(array.data()), 4 * array.size());
  const std::string npy = npy_file("<f4", {array.size()},
                                   reinterpret_cast<const std::byte*>(bytes.data()), bytes.size());
  StoredRun run;
  run.record.stages.emplace_back().id = "s";
  StageResults& results = run.stages["s"];
  results.scalars.push_back({"x", scalar, "", {}, 4});
  Table table;
  table.name = "t";
  for (std::size_t i = 0; i < row.size(); ++i) {
    table.columns.push_back({fmt::format("c{}", i), {}, "", 4});
  }
  table.add(row);
  results.tables.push_back(table);
  results.arrays.push_back({"a", "", "float32", {array.size()}, folder.file("a.npy", npy)});
  return run;
}

}  // namespace

TEST_CASE("two runs with the same bits hold, whatever the values", "[verify]") {
  const TemporaryFolder one;
  const TemporaryFolder other;
  const std::vector<Cell> row = {1.5, std::int64_t{3}, std::string("three"), {}, not_a_number};
  const NumberComparison same = compare_numbers(run_of(one, not_a_number, row, {1, 2, 3}),
                                                run_of(other, not_a_number, row, {1, 2, 3}), 0);
  CHECK(same.holds());
  CHECK(same.n_compared == 1 + 5 + 3);
  CHECK(same.n_different == 0);
  CHECK(same.differences.empty());
}

TEST_CASE("the last bit of a number is a difference where none is allowed", "[verify]") {
  const TemporaryFolder one;
  const TemporaryFolder other;
  const double next = std::nextafter(1.0, 2.0);
  const NumberComparison result = compare_numbers(run_of(one, 1.0, {1.0, 0.0}, {1, 2, 3}),
                                                  run_of(other, next, {1.0, -0.0}, {1, 2, 3}), 0);
  CHECK_FALSE(result.holds());
  CHECK(result.n_different == 2);
  REQUIRE(result.differences.size() == 2);
  CHECK(result.differences[0].where == "s.x");
  CHECK(result.differences[0].difference == next - 1.0);
  CHECK(result.differences[0].allowed == 0);
  CHECK(result.differences[1].where == "s.t[0, c1]");
}

TEST_CASE("a tolerance is a share of the largest magnitude of the same array", "[verify]") {
  const TemporaryFolder one;
  const TemporaryFolder other;
  // 1e-5 of 100 is 0.001: 0.5 may become 0.5009765625, but not 0.501953125.
  const StoredRun run = run_of(one, 1, {1.0}, {0.5F, -100.0F});
  const NumberComparison within =
      compare_numbers(run, run_of(other, 1, {1.0}, {0.5009765625F, -100.0F}), 1e-5);
  CHECK(within.holds());
  REQUIRE(within.differences.size() == 1);
  CHECK(within.differences[0].where == "s.a[0]");
  CHECK(within.differences[0].difference == 0.0009765625);
  CHECK(within.differences[0].allowed == Approx(0.001));
  const NumberComparison beyond =
      compare_numbers(run, run_of(other, 1, {1.0}, {0.501953125F, -100.0F}), 1e-5);
  CHECK_FALSE(beyond.holds());
}

TEST_CASE("whole numbers and texts must be the same within any tolerance", "[verify]") {
  const TemporaryFolder one;
  const TemporaryFolder other;
  const StoredRun run = run_of(one, 1, {std::int64_t{1000000}, std::string("cat")}, {1});
  const NumberComparison count =
      compare_numbers(run, run_of(other, 1, {std::int64_t{1000001}, std::string("cat")}, {1}), 0.1);
  CHECK_FALSE(count.holds());
  const NumberComparison text =
      compare_numbers(run, run_of(other, 1, {std::int64_t{1000000}, std::string("dog")}, {1}), 0.1);
  CHECK_FALSE(text.holds());
  CHECK(text.differences.at(0).recorded == "'cat'");
  CHECK(text.differences.at(0).found == "'dog'");
}

TEST_CASE("a number that became NaN is beyond every tolerance", "[verify]") {
  const TemporaryFolder one;
  const TemporaryFolder other;
  const StoredRun run = run_of(one, not_a_number, {1.0}, {1});
  CHECK(compare_numbers(run, run_of(other, -not_a_number, {1.0}, {1}), 0.1).holds());
  CHECK_FALSE(compare_numbers(run, run_of(other, 1.0, {1.0}, {1}), 0.1).holds());
}

TEST_CASE("the largest difference for its allowance comes first", "[verify]") {
  const TemporaryFolder one;
  const TemporaryFolder other;
  const NumberComparison result =
      compare_numbers(run_of(one, 1000, {1.0}, {1}), run_of(other, 1000.001, {1.5}, {1}), 0.1);
  REQUIRE(result.differences.size() == 2);
  CHECK(result.differences[0].where == "s.t[0, c0]");
  CHECK(result.differences[0].beyond());
  CHECK_FALSE(result.differences[1].beyond());
}

TEST_CASE("what only one of two runs has is named", "[verify]") {
  const TemporaryFolder one;
  const TemporaryFolder other;
  const StoredRun run = run_of(one, 1, {1.0}, {1});
  StoredRun less = run_of(other, 1, {1.0}, {1, 2});
  less.stages["s"].scalars[0].name = "y";
  less.stages["s"].tables[0].rows.clear();
  const NumberComparison result = compare_numbers(run, less, 0);
  CHECK_FALSE(result.holds());
  CHECK(result.unmatched ==
        std::vector<std::string>{
            "scalar s.x: not in the rerun", "table s.t: 1 rows and 1 columns, in the rerun 0 and 1",
            "array s.a: 1 of <f4, in the rerun 2 of <f4", "scalar s.y: in the rerun only"});
  less.stages.clear();
  CHECK(compare_numbers(run, less, 0).unmatched ==
        std::vector<std::string>{"stage s: failed in the rerun"});
}
