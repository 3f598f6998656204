// SPDX-License-Identifier: MIT
#include "host/conformance/compare_results.hpp"

#include "output/results_archive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace lucarne::conformance {
namespace {

bool agree(double a, double b, double allowed) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (allowed == 0) return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
  return a == b || std::abs(a - b) <= allowed;
}

std::string pair(double a, double b) { return fmt::format(" is {:.17g} and {:.17g}", a, b); }

// The lists name the same things in the same order.
template <class List>
std::string names_differ(const char* kind, const List& a, const List& b) {
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const std::string left = i < a.size() ? "'" + a[i].name + "'" : "none";
    const std::string right = i < b.size() ? "'" + b[i].name + "'" : "none";
    if (left != right) return fmt::format("{} number {} is {} and {}", kind, i + 1, left, right);
  }
  return {};
}

std::string scalars_differ(const Results& a, const Results& b, double tolerance) {
  for (std::size_t i = 0; i < a.scalars().size(); ++i) {
    const double left = a.scalars()[i].value;
    const double right = b.scalars()[i].value;
    const double scale = std::max({1.0, std::abs(left), std::abs(right)});
    if (!agree(left, right, tolerance * scale)) {
      return "scalar '" + a.scalars()[i].name + "'" + pair(left, right);
    }
  }
  return {};
}

const double* number_in(const Cell& cell) { return std::get_if<double>(&cell); }

double largest_in_column(const Table& table, std::size_t column) {
  double largest = 1;
  for (const auto& row : table.rows) {
    const double* value = column < row.size() ? number_in(row[column]) : nullptr;
    if (value != nullptr && std::isfinite(*value)) largest = std::max(largest, std::abs(*value));
  }
  return largest;
}

std::string table_differs(const Table& a, const Table& b, double tolerance) {
  const std::string name = "table '" + a.name + "'";
  if (a.rows.size() != b.rows.size()) {
    return fmt::format("{} has {} and {} rows", name, a.rows.size(), b.rows.size());
  }
  std::vector<double> scale;
  for (std::size_t k = 0; k < a.columns.size(); ++k) scale.push_back(largest_in_column(a, k));
  for (std::size_t row = 0; row < a.rows.size(); ++row) {
    for (std::size_t k = 0; k < std::min(a.rows[row].size(), scale.size()); ++k) {
      const Cell& left = a.rows[row][k];
      const Cell& right = b.rows[row].at(k);
      const std::string place =
          fmt::format("{}, row {}, column '{}'", name, row + 1, a.columns[k].name);
      if (number_in(left) != nullptr && number_in(right) != nullptr) {
        if (!agree(*number_in(left), *number_in(right), tolerance * scale[k])) {
          return place + pair(*number_in(left), *number_in(right));
        }
      } else if (left != right) {
        return place + " differs";
      }
    }
  }
  return {};
}

template <class T>
std::string elements_differ(const Array& a, const Array& b, double tolerance) {
  const std::size_t count = a.bytes.size() / sizeof(T);
  const auto element = [](const Array& array, std::size_t i) {
    T value;
    std::memcpy(&value, array.bytes.data() + i * sizeof(T), sizeof(T));
    return static_cast<double>(value);
  };
  double largest = 1;
  for (std::size_t i = 0; i < count; ++i) {
    const double value = element(a, i);
    if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (!agree(element(a, i), element(b, i), tolerance * largest)) {
      return fmt::format("array '{}', element {}{}", a.name, i, pair(element(a, i), element(b, i)));
    }
  }
  return {};
}

std::string array_differs(const Array& a, const Array& b, double tolerance) {
  if (a.type != b.type || a.shape != b.shape) {
    return fmt::format("array '{}' has shape {} and {}", a.name, to_string(a.shape),
                       to_string(b.shape));
  }
  switch (a.type) {
    case ElementType::float32: return elements_differ<float>(a, b, tolerance);
    case ElementType::float64: return elements_differ<double>(a, b, tolerance);
    case ElementType::int64: return elements_differ<std::int64_t>(a, b, 0);
  }
  return {};
}

std::string products_differ(const Results& a, const Results& b) {
  for (const auto& [name, items] : a.products()) {
    const auto other = b.products().find(name);
    if (other == b.products().end() || items.n_elem != other->second.n_elem ||
        !std::equal(items.begin(), items.end(), other->second.begin())) {
      return "product '" + name + "' differs";
    }
  }
  return {};
}

}  // namespace

std::string difference(const Results& a, const Results& b, double tolerance) {
  for (const std::string& found : {names_differ("scalar", a.scalars(), b.scalars()),
                                   names_differ("table", a.tables(), b.tables()),
                                   names_differ("array", a.arrays(), b.arrays()),
                                   names_differ("figure", a.figures(), b.figures())}) {
    if (!found.empty()) return found;
  }
  std::string found = scalars_differ(a, b, tolerance);
  for (std::size_t i = 0; found.empty() && i < a.tables().size(); ++i) {
    found = table_differs(a.tables()[i], b.tables()[i], tolerance);
  }
  for (std::size_t i = 0; found.empty() && i < a.arrays().size(); ++i) {
    found = array_differs(a.arrays()[i], b.arrays()[i], tolerance);
  }
  if (found.empty()) found = products_differ(a, b);
  if (found.empty() && tolerance == 0 && bytes_of(a) != bytes_of(b)) {
    found = "a figure or a remark differs, though all scalars, tables and arrays agree";
  }
  return found;
}

}  // namespace lucarne::conformance
