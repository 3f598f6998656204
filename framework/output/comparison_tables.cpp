// SPDX-License-Identifier: MIT
#include "output/comparison_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace lucarne {
namespace {

constexpr std::size_t no_column = static_cast<std::size_t>(-1);

bool same_number(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

bool same_cell(const Cell& a, const Cell& b) {
  const auto* x = std::get_if<double>(&a);
  const auto* y = std::get_if<double>(&b);
  return x != nullptr && y != nullptr ? same_number(*x, *y) : a == b;
}

bool names_rows(const Cell& cell) {
  return std::holds_alternative<std::string>(cell) || std::holds_alternative<std::int64_t>(cell);
}

std::optional<double> number_of(const Cell& cell) {
  if (const auto* number = std::get_if<double>(&cell)) return *number;
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*whole);
  return std::nullopt;
}

std::size_t column_of(const Table& table, const std::string& name) {
  const auto found = std::ranges::find(table.columns, name, &Column::name);
  return found == table.columns.end() ? no_column
                                      : static_cast<std::size_t>(found - table.columns.begin());
}

// Where each column of A, and then each that only B has, stands in the two tables.
struct SharedColumn {
  const Column* column;
  std::size_t in_a;
  std::size_t in_b;
};

std::vector<SharedColumn> shared_columns(const Table& a, const Table& b) {
  std::vector<SharedColumn> shared;
  for (std::size_t i = 0; i < a.columns.size(); ++i) {
    shared.push_back({&a.columns[i], i, column_of(b, a.columns[i].name)});
  }
  for (std::size_t i = 0; i < b.columns.size(); ++i) {
    if (column_of(a, b.columns[i].name) == no_column) {
      shared.push_back({&b.columns[i], no_column, i});
    }
  }
  return shared;
}

std::string key_of(const std::vector<Cell>& row, const std::vector<std::size_t>& columns) {
  std::string key;
  for (const std::size_t column : columns) {
    const auto* text = std::get_if<std::string>(&row[column]);
    const std::string part =
        text != nullptr ? *text : fmt::format("{}", number_of(row[column]).value_or(0));
    key += fmt::format("{}:{};", part.size(), part);
  }
  return key;
}

bool tells_rows_apart(const Table& table, const std::vector<std::size_t>& columns) {
  std::set<std::string> seen;
  for (const auto& row : table.rows) {
    if (!seen.insert(key_of(row, columns)).second) return false;
  }
  return true;
}

// How many of the leading shared columns name a row.
std::size_t n_key_columns(const Table& a, const Table& b, const std::vector<SharedColumn>& shared) {
  const auto can_name = [](const Table& table, std::size_t column) {
    return std::ranges::all_of(table.rows,
                               [column](const auto& row) { return names_rows(row[column]); });
  };
  std::vector<std::size_t> in_a, in_b;
  for (const SharedColumn& column : shared) {
    if (column.in_a == no_column || column.in_b == no_column) break;
    if (!can_name(a, column.in_a) || !can_name(b, column.in_b)) break;
    in_a.push_back(column.in_a);
    in_b.push_back(column.in_b);
    if (tells_rows_apart(a, in_a) && tells_rows_apart(b, in_b)) break;
  }
  return in_a.size();
}

struct RowPair {
  const std::vector<Cell>* a = nullptr;
  const std::vector<Cell>* b = nullptr;
};

std::vector<RowPair> joined_rows(const Table& a, const Table& b,
                                 const std::vector<SharedColumn>& shared, std::size_t n_keys) {
  std::vector<std::size_t> in_a, in_b;
  for (std::size_t i = 0; i < n_keys; ++i) {
    in_a.push_back(shared[i].in_a);
    in_b.push_back(shared[i].in_b);
  }
  std::vector<RowPair> pairs;
  std::map<std::string, std::vector<std::size_t>> waiting;  // rows of A without a partner, by key
  for (const auto& row : a.rows) {
    waiting[key_of(row, in_a)].push_back(pairs.size());
    pairs.push_back({&row, nullptr});
  }
  for (auto& [key, places] : waiting) std::ranges::reverse(places);  // the first is taken first
  for (const auto& row : b.rows) {
    std::vector<std::size_t>& places = waiting[key_of(row, in_b)];
    if (places.empty()) {
      pairs.push_back({nullptr, &row});
    } else {
      pairs[places.back()].b = &row;
      places.pop_back();
    }
  }
  return pairs;
}

Cell cell_at(const std::vector<Cell>* row, std::size_t column) {
  return row == nullptr || column == no_column ? Cell{} : (*row)[column];
}

// B - A; whole where both are.
Cell difference(const Cell& a, const Cell& b) {
  const auto* whole_a = std::get_if<std::int64_t>(&a);
  const auto* whole_b = std::get_if<std::int64_t>(&b);
  std::int64_t whole = 0;
  if (whole_a != nullptr && whole_b != nullptr &&
      !__builtin_sub_overflow(*whole_b, *whole_a, &whole)) {
    return whole;
  }
  const auto x = number_of(a);
  const auto y = number_of(b);
  if (!x || !y) return {};
  return *y - *x;
}

class Joiner {
 public:
  Joiner(const Table& a, const Table& b)
      : shared_(shared_columns(a, b)),
        n_keys_(n_key_columns(a, b, shared_)),
        rows_(joined_rows(a, b, shared_, n_keys_)) {
    joined_.name = a.name;
    joined_.title = a.title;
    joined_.rows.resize(rows_.size());
  }

  Table join() {
    for (std::size_t i = 0; i < shared_.size(); ++i) {
      if (i < n_keys_ || agrees(shared_[i])) {
        add_once(shared_[i]);
      } else {
        add_sides(shared_[i]);
      }
    }
    return std::move(joined_);
  }

 private:
  bool agrees(const SharedColumn& column) const {
    return std::ranges::all_of(rows_, [&column](const RowPair& row) {
      return same_cell(cell_at(row.a, column.in_a), cell_at(row.b, column.in_b));
    });
  }
  void add_once(const SharedColumn& column) {
    Column only = *column.column;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const RowPair& row = rows_[i];
      joined_.rows[i].push_back(row.a != nullptr ? cell_at(row.a, column.in_a)
                                                 : cell_at(row.b, column.in_b));
    }
    add_column(std::move(only), "", Text());
  }
  void add_sides(const SharedColumn& column) {
    bool numbers = false;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const Cell a = cell_at(rows_[i].a, column.in_a);
      const Cell b = cell_at(rows_[i].b, column.in_b);
      numbers = numbers || number_of(difference(a, b)).has_value();
      joined_.rows[i].push_back(a);
      joined_.rows[i].push_back(b);
    }
    add_column(*column.column, ".a", "A", 2);
    add_column(*column.column, ".b", "B");
    if (!numbers) return;
    for (auto& row : joined_.rows) row.push_back(difference(row[row.size() - 2], row.back()));
    add_column(*column.column, ".difference", "B\u00a0−\u00a0A");
  }

  // `behind`: how far from the rows' end the column's cells stand, 1 for the last.
  void add_column(Column column, const char* suffix, const Text& side, std::size_t behind = 1) {
    const std::string label = column.label.empty() ? column.name : column.label.en;
    column.label = side.empty() ? label : label + " ·\u00a0" + side.en;
    column.name += suffix;
    double largest = 0;
    for (const auto& row : joined_.rows) {
      const auto number = number_of(row[row.size() - behind]);
      if (number && std::isfinite(*number)) largest = std::max(largest, std::abs(*number));
    }
    column.decimals = shown_decimals(largest);
    joined_.columns.push_back(std::move(column));
  }

  std::vector<SharedColumn> shared_;
  std::size_t n_keys_;
  std::vector<RowPair> rows_;
  Table joined_;
};

}  // namespace

bool ScalarPair::same() const { return a && b && same_number(*a, *b); }

std::vector<ScalarPair> paired_scalars(const StageResults& a, const StageResults& b) {
  std::vector<ScalarPair> pairs;
  for (const Scalar& scalar : a.scalars) {
    const Scalar* other = b.scalar(scalar.name);
    pairs.push_back({scalar.name, scalar.unit, scalar.value, std::nullopt});
    if (other != nullptr) pairs.back().b = other->value;
  }
  for (const Scalar& scalar : b.scalars) {
    if (a.scalar(scalar.name) == nullptr) {
      pairs.push_back({scalar.name, scalar.unit, std::nullopt, scalar.value});
    }
  }
  return pairs;
}

Table join_tables(const Table& a, const Table& b) { return Joiner(a, b).join(); }

int shown_decimals(double value) {
  if (value == 0 || !std::isfinite(value)) return 0;
  const int magnitude = static_cast<int>(std::floor(std::log10(std::abs(value))));
  return std::clamp(4 - magnitude, 0, 12);
}

}  // namespace lucarne
