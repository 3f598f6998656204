// SPDX-License-Identifier: MIT
#include "cli/explain_input.hpp"

#include "cli/arguments.hpp"
#include "data/data_error.hpp"
#include "data/npy.hpp"

#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

namespace lucarne {
namespace {

Shape without_ones(Shape shape) {
  std::erase(shape, 1U);
  return shape;
}

bool fits(const Shape& found, const Shape& wanted) {
  if (n_elements(found) != n_elements(wanted)) return false;
  const Shape a = without_ones(found);
  const Shape b = without_ones(wanted);
  return a == b || a.size() <= 1 || b.size() <= 1;
}

std::string hint(const Shape& whole, const Shape& item, const Shape& wanted) {
  if (fits(whole, wanted)) return "; one item alone is written with a first dimension of 1";
  Shape sorted_item = item;
  Shape sorted_wanted = wanted;
  std::ranges::sort(sorted_item);
  std::ranges::sort(sorted_wanted);
  if (without_ones(sorted_item) == without_ones(sorted_wanted)) {
    return "; transpose the items to the network's order of dimensions";
  }
  return "; the file holds items first, then the item's own shape";
}

std::vector<float> numbers(const NpyArray& array, const std::filesystem::path& file) {
  try {
    return array.as_float();
  } catch (const Error& error) {
    throw DataError(file, error.what());
  }
}

arma::uvec same_for_all(arma::uword k, arma::uword n_items) { return arma::uvec(n_items).fill(k); }

arma::uvec targets_of_file(const std::string& target, arma::uword n_items, arma::uword n_classes) {
  const NpyArray array = read_npy(target);
  if (array.shape != Shape{n_items}) {
    throw DataError(target, fmt::format("wanted one class for each of {} items, found an array of "
                                        "{}",
                                        n_items, to_string(array.shape)));
  }
  const std::vector<float> values = numbers(array, target);
  arma::uvec classes(n_items);
  for (arma::uword i = 0; i < n_items; ++i) {
    const auto value = static_cast<double>(values[i]);
    // NaN too is no number from 0 on.
    if (!(value >= 0 && value < static_cast<double>(n_classes)) || value != std::floor(value)) {
      throw DataError(target, fmt::format("wanted classes from 0 to {}, found {} for item {}",
                                          n_classes - 1, value, i));
    }
    classes(i) = static_cast<arma::uword>(value);
  }
  return classes;
}

}  // namespace

std::vector<InputFile> input_files(const std::vector<std::string>& options,
                                   const std::vector<NetworkInput>& inputs) {
  std::vector<std::string> known;
  for (const NetworkInput& input : inputs) known.push_back(input.name);
  std::map<std::string, std::string> given;
  for (const std::string& option : options) {
    const std::size_t at = option.find('=');
    const std::string name = option.substr(0, at);
    if (at == std::string::npos || name.empty() || at + 1 == option.size()) {
      throw UsageError("option '--input' wants NAME=FILE, found '" + option + "'");
    }
    if (std::ranges::find(known, name) == known.end()) {
      throw UsageError("option '--input': the network has no input '" + name + "'" +
                       suggestion(name, known, "inputs"));
    }
    if (!given.emplace(name, option.substr(at + 1)).second) {
      throw UsageError("option '--input' names input '" + name + "' twice");
    }
  }
  std::vector<InputFile> files;
  for (const NetworkInput& input : inputs) {
    if (!given.contains(input.name)) {
      throw UsageError(
          fmt::format("option '--input': the network takes '{}' ({}) too; add "
                      "'--input {}=FILE'",
                      input.name, to_string(input.shape), input.name));
    }
    files.push_back({input.name, input.shape, given[input.name]});
  }
  return files;
}

void require_one_input(const std::vector<NetworkInput>& inputs) {
  if (inputs.size() == 1) return;
  std::string all;
  for (const NetworkInput& input : inputs) {
    all += fmt::format("{}{} ({})", all.empty() ? "" : ", ", input.name, to_string(input.shape));
  }
  throw UsageError(
      fmt::format("the network has {} inputs, {}; give each its file, as '--input "
                  "{}=FILE', in place of ITEMS.npy",
                  inputs.size(), all, inputs.front().name));
}

ExplainItems read_inputs(const std::vector<InputFile>& files) {
  ExplainItems all;
  for (const InputFile& input : files) {
    ExplainItems own = read_items(input.file, input.shape, "input '" + input.name + "'");
    if (&input == &files.front()) {
      all = std::move(own);
      continue;
    }
    if (own.inputs.n_cols != all.inputs.n_cols) {
      throw DataError(input.file,
                      fmt::format("wanted {} items, as many as in {}, found {}", all.inputs.n_cols,
                                  files.front().file.string(), own.inputs.n_cols));
    }
    all.inputs = arma::join_cols(all.inputs, own.inputs);
    all.item_shape = {all.inputs.n_rows};
  }
  return all;
}

ExplainItems read_items(const std::filesystem::path& file, const Shape& wanted,
                        const std::string& taker) {
  const NpyArray array = read_npy(file);
  const Shape item(array.shape.begin() + (array.shape.empty() ? 0 : 1), array.shape.end());
  if (array.shape.empty() || !fits(item, wanted)) {
    const std::string found = array.shape.size() < 2
                                  ? "an array of " + to_string(array.shape)
                                  : fmt::format("{} items of {}", array.shape[0], to_string(item));
    throw DataError(
        file, fmt::format("wanted items of {}, as {} takes them, found {}{}", to_string(wanted),
                          taker, found, hint(array.shape, item, wanted)));
  }
  if (array.shape[0] == 0) throw DataError(file, "wanted at least one item, found none");
  const std::vector<float> values = numbers(array, file);
  const std::size_t size = n_elements(item);
  const auto wrong = std::ranges::find_if(values, [](float v) { return !std::isfinite(v); });
  if (wrong != values.end()) {
    const auto at = static_cast<std::size_t>(wrong - values.begin());
    throw DataError(file, fmt::format("wanted finite numbers, found {} in item {}, element {}",
                                      *wrong, at / size, at % size));
  }
  return {arma::fmat(values.data(), size, array.shape[0]), item};
}

arma::uvec read_targets(const std::string& target, arma::uword n_items, arma::uword n_classes) {
  if (target == "predicted") return {};
  if (target.ends_with(".npy")) return targets_of_file(target, n_items, n_classes);
  arma::uword k = 0;
  const char* end = target.data() + target.size();
  const auto [stop, error] = std::from_chars(target.data(), end, k);
  if (error == std::errc{} && stop == end && k < n_classes) return same_for_all(k, n_items);
  throw UsageError(
      fmt::format("option '--target' wants predicted, a class from 0 to {}, or an NPY file with "
                  "one class for each item; found '{}'",
                  n_classes - 1, target));
}

}  // namespace lucarne
