// SPDX-License-Identifier: MIT
#include <lucarne/error.hpp>
#include <lucarne/results.hpp>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <iterator>

namespace lucarne {
namespace {

// Names become file names and keys, so what users and exporters put into them is reduced to
// letters that no shell, path or page gives a meaning.
std::string safe_name(const std::string& name) {
  std::string safe = name;
  for (char& letter : safe) {
    const bool kept = std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' ||
                      letter == '-' || letter == '.';
    if (!kept) letter = '_';
  }
  if (safe.empty()) throw Error("a result needs a name");
  if (safe.front() == '.') safe.front() = '_';
  return safe;
}

template <class Items>
std::string fresh_name(const Items& items, const std::string& name, const char* kind) {
  const std::string safe = safe_name(name);
  for (const auto& item : items) {
    if (item.name == safe) {
      throw Error(std::string(kind) + " '" + safe + "' was already given by this stage");
    }
  }
  return safe;
}

template <class T>
std::vector<std::byte> copy_of(const T* values, arma::uword count) {
  std::vector<std::byte> bytes(count * sizeof(T));
  if (count > 0) std::memcpy(bytes.data(), values, bytes.size());
  return bytes;
}

// A column-major matrix of F rows and N columns is, byte for byte, a C-order array of N items.
template <class T>
Array items_first(const std::string& name, const arma::Mat<T>& columns, std::string meaning,
                  Shape item_shape, ElementType type) {
  if (item_shape.empty()) item_shape = {columns.n_rows};
  if (n_elements(item_shape) != columns.n_rows) {
    throw Error("array '" + name + "': items of shape " + to_string(item_shape) +
                " wanted, found " + std::to_string(columns.n_rows) + " rows");
  }
  item_shape.insert(item_shape.begin(), columns.n_cols);
  return {name, std::move(meaning), type, std::move(item_shape),
          copy_of(columns.memptr(), columns.n_elem)};
}

}  // namespace

void Results::scalar(std::string name, double value, std::string unit, Text label, int decimals) {
  name = fresh_name(scalars_, name, "scalar");
  if (label.empty()) label = Text(name);
  scalars_.push_back({std::move(name), value, std::move(unit), std::move(label), decimals});
}

Table& Results::table(std::string name, Text title, std::vector<Column> columns) {
  name = fresh_name(tables_, name, "table");
  return tables_.emplace_back(Table{std::move(name), std::move(title), std::move(columns), {}});
}

void Results::array(std::string name, const arma::fmat& columns, std::string meaning,
                    Shape item_shape) {
  name = fresh_name(arrays_, name, "array");
  arrays_.push_back(
      items_first(name, columns, std::move(meaning), std::move(item_shape), ElementType::float32));
}

void Results::array(std::string name, const arma::mat& columns, std::string meaning,
                    Shape item_shape) {
  name = fresh_name(arrays_, name, "array");
  arrays_.push_back(
      items_first(name, columns, std::move(meaning), std::move(item_shape), ElementType::float64));
}

void Results::array(std::string name, const arma::umat& columns, std::string meaning,
                    Shape item_shape) {
  name = fresh_name(arrays_, name, "array");
  arrays_.push_back(
      items_first(name, columns, std::move(meaning), std::move(item_shape), ElementType::int64));
}

void Results::array(std::string name, const arma::uvec& values, std::string meaning) {
  name = fresh_name(arrays_, name, "array");
  arrays_.push_back({std::move(name),
                     std::move(meaning),
                     ElementType::int64,
                     {values.n_elem},
                     copy_of(values.memptr(), values.n_elem)});
}

void Results::array(std::string name, const arma::vec& values, std::string meaning) {
  name = fresh_name(arrays_, name, "array");
  arrays_.push_back({std::move(name),
                     std::move(meaning),
                     ElementType::float64,
                     {values.n_elem},
                     copy_of(values.memptr(), values.n_elem)});
}

void Results::array(Array array) {
  constexpr std::size_t sizes[] = {sizeof(float), sizeof(double), sizeof(std::int64_t)};
  const auto type = static_cast<std::size_t>(array.type);
  if (type >= std::size(sizes)) throw Error("array '" + array.name + "' has no known type");
  // Divided, because the product of lying dimensions may overflow.
  std::size_t left = array.bytes.size() / sizes[type];
  bool fits = array.bytes.size() % sizes[type] == 0;
  const bool none = std::ranges::find(array.shape, arma::uword{0}) != array.shape.end();
  for (const arma::uword size : array.shape) {
    if (none) break;
    fits = fits && left % size == 0;
    left /= size;
  }
  if (!fits || (none ? !array.bytes.empty() : left != 1)) {
    throw Error("array '" + array.name + "': shape " + to_string(array.shape) +
                " does not go with " + std::to_string(array.bytes.size()) + " bytes");
  }
  array.name = fresh_name(arrays_, array.name, "array");
  arrays_.push_back(std::move(array));
}

Figure& Results::figure(std::string name, Text title) {
  Figure figure;
  figure.name = fresh_name(figures_, name, "figure");
  figure.title = std::move(title);
  return figures_.emplace_back(std::move(figure));
}

void Results::product(std::string name, const arma::uvec& items) {
  if (!products_.emplace(name, items).second) {
    throw Error("product '" + name + "' was already given by this stage");
  }
}

}  // namespace lucarne
