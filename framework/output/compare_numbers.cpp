// SPDX-License-Identifier: MIT
#include "output/compare_numbers.hpp"

#include <lucarne/error.hpp>

#include "data/npy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>

namespace lucarne {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

// A value of either run, ready to be compared.
struct Element {
  double number = 0;
  bool whole = false;  // compared as it is, whatever the tolerance
  std::string text{};  // of what is no number
  std::uint64_t bits = 0;
};

Element element_of(double number) {
  return {number, false, {}, std::bit_cast<std::uint64_t>(number)};
}

Element element_of(std::int64_t number) {
  return {static_cast<double>(number), true, {}, std::bit_cast<std::uint64_t>(number)};
}

Element element_of(const Cell& cell) {
  if (const auto* number = std::get_if<double>(&cell)) return element_of(*number);
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return element_of(*number);
  if (const auto* text = std::get_if<std::string>(&cell)) return {0, true, "'" + *text + "'", 1};
  return {0, true, "nothing", 2};
}

std::string text_of(const Element& element) {
  return element.text.empty() ? fmt::format("{}", element.number) : element.text;
}

template <class T>
std::vector<Element> elements_of(const std::vector<std::byte>& bytes) {
  std::vector<Element> elements(bytes.size() / sizeof(T));
  for (std::size_t i = 0; i < elements.size(); ++i) {
    T value;
    std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
    elements[i] = element_of(
        static_cast<std::conditional_t<std::is_integral_v<T>, std::int64_t, double>>(value));
  }
  return elements;
}

std::vector<Element> elements_of(const NpyArray& array) {
  if (array.type == "<f4") return elements_of<float>(array.bytes);
  if (array.type == "<f8") return elements_of<double>(array.bytes);
  if (array.type == "<i8") return elements_of<std::int64_t>(array.bytes);
  throw Error(fmt::format("wanted an array of float32, float64 or int64, found '{}'", array.type));
}

class Comparer {
 public:
  explicit Comparer(double tolerance) : tolerance_(tolerance) {}

  void stage(const std::string& id, const StageResults& recorded, const StageResults& found) {
    for (const Scalar& scalar : recorded.scalars) {
      const std::string name = id + "." + scalar.name;
      if (const Scalar* other = matched(found.scalar(scalar.name), "scalar " + name)) {
        series({element_of(scalar.value)}, {element_of(other->value)},
               [&name](std::size_t) { return name; });
      }
    }
    for (const Table& table : recorded.tables) {
      const std::string name = id + "." + table.name;
      if (const Table* other = matched(found.table(table.name), "table " + name)) {
        compare(name, table, *other);
      }
    }
    for (const ArrayFile& array : recorded.arrays) {
      const std::string name = id + "." + array.name;
      if (const ArrayFile* other = matched(found.array(array.name), "array " + name)) {
        compare(name, array, *other);
      }
    }
    only_found(id, recorded, found);
  }

  void unmatched(const std::string& text) { result_.unmatched.push_back(text); }

  NumberComparison result() && {
    const auto weight = [](const NumberDifference& one) {
      return one.allowed > 0 ? one.difference / one.allowed : infinite;
    };
    std::ranges::stable_sort(result_.differences, [&](const auto& a, const auto& b) {
      const double of_a = weight(a);
      const double of_b = weight(b);
      return of_a != of_b ? of_a > of_b : a.difference > b.difference;
    });
    return std::move(result_);
  }

 private:
  template <class T>
  const T* matched(const T* found, const std::string& name) {
    if (found == nullptr) unmatched(name + ": not in the rerun");
    return found;
  }

  void only_found(const std::string& id, const StageResults& recorded, const StageResults& found) {
    const std::string text = ": in the rerun only";
    for (const Scalar& one : found.scalars) {
      if (recorded.scalar(one.name) == nullptr) unmatched("scalar " + id + "." + one.name + text);
    }
    for (const Table& one : found.tables) {
      if (recorded.table(one.name) == nullptr) unmatched("table " + id + "." + one.name + text);
    }
    for (const ArrayFile& one : found.arrays) {
      if (recorded.array(one.name) == nullptr) unmatched("array " + id + "." + one.name + text);
    }
  }

  void compare(const std::string& name, const Table& recorded, const Table& found) {
    bool same_form = recorded.columns.size() == found.columns.size() &&
                     recorded.rows.size() == found.rows.size();
    for (std::size_t i = 0; same_form && i < recorded.columns.size(); ++i) {
      same_form = recorded.columns[i].name == found.columns[i].name;
    }
    if (!same_form) {
      unmatched(fmt::format("table {}: {} rows and {} columns, in the rerun {} and {}", name,
                            recorded.rows.size(), recorded.columns.size(), found.rows.size(),
                            found.columns.size()));
      return;
    }
    for (std::size_t column = 0; column < recorded.columns.size(); ++column) {
      std::vector<Element> a;
      std::vector<Element> b;
      for (std::size_t row = 0; row < recorded.rows.size(); ++row) {
        a.push_back(element_of(recorded.rows[row][column]));
        b.push_back(element_of(found.rows[row][column]));
      }
      series(a, b, [&](std::size_t row) {
        return fmt::format("{}[{}, {}]", name, row, recorded.columns[column].name);
      });
    }
  }

  void compare(const std::string& name, const ArrayFile& recorded, const ArrayFile& found) {
    const NpyArray a = read_npy(recorded.file);
    const NpyArray b = read_npy(found.file);
    if (a.type != b.type || a.shape != b.shape) {
      unmatched(fmt::format("array {}: {} of {}, in the rerun {} of {}", name, to_string(a.shape),
                            a.type, to_string(b.shape), b.type));
      return;
    }
    series(elements_of(a), elements_of(b),
           [&name](std::size_t i) { return fmt::format("{}[{}]", name, i); });
  }

  bool same(const Element& a, const Element& b) const {
    if (a.whole || b.whole) return a.whole == b.whole && a.bits == b.bits && a.text == b.text;
    if (a.bits == b.bits) return true;
    // The signs of zero and of NaN are no difference between machines.
    return tolerance_ > 0 &&
           (a.number == b.number || (std::isnan(a.number) && std::isnan(b.number)));
  }

  // `name` says where element i is.
  template <class Name>
  void series(const std::vector<Element>& a, const std::vector<Element>& b, Name&& name) {
    double scale = 0;
    std::optional<NumberDifference> largest;
    std::size_t place = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      for (const Element& one : {a[i], b[i]}) {
        if (std::isfinite(one.number)) scale = std::max(scale, std::abs(one.number));
      }
      ++result_.n_compared;
      if (same(a[i], b[i])) continue;
      ++result_.n_different;
      const bool fractions = !a[i].whole && !b[i].whole;
      const bool numbers = a[i].text.empty() && b[i].text.empty();
      double difference = numbers ? std::abs(a[i].number - b[i].number) : infinite;
      if (std::isnan(difference)) difference = infinite;
      // What must be the same goes before what may differ a little.
      const double allowance = fractions ? tolerance_ : 0;
      const std::pair weight(allowance == 0, difference);
      if (largest && weight <= std::pair(largest->allowed == 0, largest->difference)) continue;
      largest = NumberDifference{"", text_of(a[i]), text_of(b[i]), difference, allowance};
      place = i;
    }
    if (!largest) return;
    largest->where = name(place);
    largest->allowed *= scale;
    result_.differences.push_back(*std::move(largest));
  }

  double tolerance_;
  NumberComparison result_;
};

}  // namespace

bool NumberComparison::holds() const {
  return unmatched.empty() && std::ranges::none_of(differences, &NumberDifference::beyond);
}

NumberComparison compare_numbers(const StoredRun& recorded, const StoredRun& found,
                                 double tolerance) {
  Comparer comparer(tolerance);
  for (const StageRecord& stage : recorded.record.stages) {
    const StageResults* a = recorded.stage(stage.id);
    const StageResults* b = found.stage(stage.id);
    if (a != nullptr && b != nullptr) {
      comparer.stage(stage.id, *a, *b);
    } else if (a != nullptr || b != nullptr) {
      comparer.unmatched(fmt::format("stage {}: {}", stage.id,
                                     a != nullptr ? "failed in the rerun" : "in the rerun only"));
    }
  }
  return std::move(comparer).result();
}

}  // namespace lucarne
