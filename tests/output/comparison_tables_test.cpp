// SPDX-License-Identifier: MIT
#include "output/comparison_tables.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lucarne;

namespace {

using Row = std::vector<Cell>;

// Cells one by one: gcc 12 warns, wrongly, of variants in initialiser lists.
template <class... Values>
Row row_of(const Values&... values) {
  Row row;
  (row.emplace_back(values), ...);
  return row;
}

Table table_of(const std::vector<std::string>& columns, const std::vector<Row>& rows) {
  Table table;
  table.name = "t";
  for (const std::string& name : columns) table.columns.push_back({name, name, "", 4});
  table.rows = rows;
  return table;
}

std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) names.push_back(column.name);
  return names;
}

const std::string six = "6", seven = "7";
constexpr std::int64_t one = 1, two = 2;

}  // namespace

TEST_CASE("scalars of either stage stand side by side", "[compare]") {
  StageResults a, b;
  a.scalars = {{"x", 1, "nats", "x"}, {"only_a", 2, "", "only_a"}, {"nan", std::nan(""), "", ""}};
  b.scalars = {
      {"only_b", 3, "%", "only_b"}, {"nan", std::nan(""), "", ""}, {"x", 1.5, "nats", "x"}};
  const std::vector<ScalarPair> pairs = paired_scalars(a, b);
  REQUIRE(pairs.size() == 4);
  CHECK(pairs[0].name == "x");
  CHECK(pairs[0].unit == "nats");
  CHECK(pairs[0].a == 1.0);
  CHECK(pairs[0].b == 1.5);
  CHECK_FALSE(pairs[0].same());
  CHECK_FALSE(pairs[1].b.has_value());
  CHECK_FALSE(pairs[1].same());
  CHECK(pairs[2].same());  // NaN is the same as NaN: nothing changed
  CHECK(pairs[3].name == "only_b");
  CHECK_FALSE(pairs[3].a.has_value());
}

TEST_CASE("tables join on their first column, whatever the order of rows", "[compare]") {
  const Table joined =
      join_tables(table_of({"class", "recall"}, {row_of(six, 0.5), row_of(seven, 0.75)}),
                  table_of({"class", "recall"}, {row_of(seven, 1.0), row_of(six, 0.5)}));
  CHECK(names_of(joined) ==
        std::vector<std::string>{"class", "recall.a", "recall.b", "recall.difference"});
  REQUIRE(joined.rows.size() == 2);
  CHECK(joined.rows[0] == row_of(six, 0.5, 0.5, 0.0));
  CHECK(joined.rows[1] == row_of(seven, 0.75, 1.0, 0.25));
  CHECK(joined.columns[3].label.en == "recall ·\u00a0B\u00a0−\u00a0A");
}

TEST_CASE("a column that agrees in every row stands once", "[compare]") {
  const Table table = table_of({"class", "support", "recall"}, {row_of(six, one, std::nan(""))});
  CHECK(names_of(join_tables(table, table)) ==
        std::vector<std::string>{"class", "support", "recall"});
}

TEST_CASE("rows and columns of one table only leave the other side empty", "[compare]") {
  const Table joined = join_tables(table_of({"class", "n"}, {row_of(six, one)}),
                                   table_of({"class", "n", "new"}, {row_of(seven, two, 0.5)}));
  CHECK(names_of(joined) == std::vector<std::string>{"class", "n.a", "n.b", "new.a", "new.b"});
  const std::monostate none;
  REQUIRE(joined.rows.size() == 2);
  CHECK(joined.rows[0] == row_of(six, one, none, none, none));
  CHECK(joined.rows[1] == row_of(seven, none, two, none, 0.5));
}

TEST_CASE("where the first column repeats itself, the next ones help to name a row", "[compare]") {
  const Table joined = join_tables(
      table_of({"true", "predicted", "count"}, {row_of(six, seven, one), row_of(six, six, two)}),
      table_of({"true", "predicted", "count"}, {row_of(six, six, one), row_of(six, seven, one)}));
  CHECK(names_of(joined) ==
        std::vector<std::string>{"true", "predicted", "count.a", "count.b", "count.difference"});
  CHECK(joined.rows[0] == row_of(six, seven, one, one, std::int64_t{0}));
  CHECK(joined.rows[1] == row_of(six, six, two, one, std::int64_t{-1}));
}

TEST_CASE("rows that cannot be told apart are joined in order", "[compare]") {
  const Table joined =
      join_tables(table_of({"k", "v"}, {row_of(six, 1.0), row_of(six, 2.0)}),
                  table_of({"k", "v"}, {row_of(six, 3.0), row_of(six, 4.0), row_of(six, 5.0)}));
  REQUIRE(joined.rows.size() == 3);
  CHECK(joined.rows[0] == row_of(six, 1.0, 3.0, 2.0));
  CHECK(joined.rows[1] == row_of(six, 2.0, 4.0, 2.0));
  CHECK(joined.rows[2] == row_of(six, std::monostate{}, 5.0, std::monostate{}));
}

TEST_CASE("texts of one key do not run into those of another", "[compare]") {
  const std::string x = "1:a;", y = "1";
  const Table joined =
      join_tables(table_of({"k", "l", "v"}, {row_of(x, y, 1.0), row_of(x, x, 0.0)}),
                  table_of({"k", "l", "v"}, {row_of(y, x, 2.0), row_of(y, y, 0.0)}));
  CHECK(joined.rows.size() == 4);
}

TEST_CASE("differences of whole numbers stay whole unless they overflow", "[compare]") {
  const std::int64_t least = INT64_MIN;
  const Table joined = join_tables(table_of({"k", "v"}, {row_of(six, least)}),
                                   table_of({"k", "v"}, {row_of(six, one)}));
  CHECK(std::get<double>(joined.rows[0][3]) == 9223372036854775808.0 + 1.0);
}

TEST_CASE("empty tables join to an empty one", "[compare]") {
  const Table none;
  CHECK(join_tables(none, none).rows.empty());
  const Table joined = join_tables(table_of({"k"}, {}), table_of({"k"}, {row_of(six)}));
  CHECK(joined.rows.size() == 1);
}

TEST_CASE("five significant digits are shown", "[compare]") {
  CHECK(shown_decimals(0.98765432) == 5);
  CHECK(shown_decimals(98.765432) == 3);
  CHECK(shown_decimals(123456) == 0);
  CHECK(shown_decimals(-0.00012) == 8);
  CHECK(shown_decimals(0) == 0);
  CHECK(shown_decimals(std::nan("")) == 0);
}
