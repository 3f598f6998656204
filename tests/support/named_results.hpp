// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/error.hpp>
#include <lucarne/results.hpp>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

/// The scalar, table, array or figure of that name; throws where there is none.
template <class Items>
const auto& named(const Items& items, const std::string& name) {
  for (const auto& item : items) {
    if (item.name == name) return item;
  }
  throw lucarne::Error("nothing named '" + name + "'");
}

template <class Items>
bool has(const Items& items, const std::string& name) {
  return std::ranges::any_of(items, [&](const auto& item) { return item.name == name; });
}

/// The elements of a float64 array.
inline std::vector<double> doubles(const lucarne::Array& array) {
  std::vector<double> values(array.bytes.size() / sizeof(double));
  if (!values.empty()) std::memcpy(values.data(), array.bytes.data(), array.bytes.size());
  return values;
}
