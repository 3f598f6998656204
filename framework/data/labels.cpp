// SPDX-License-Identifier: MIT
#include "data/labels.hpp"

#include "data/data_error.hpp"

#include <fmt/format.h>

#include <cmath>

namespace lucarne {

arma::uword checked_label(double value, arma::uword item,
                          const std::vector<std::string>& class_names) {
  if (std::isnan(value) || value != std::floor(value)) {
    throw Error(fmt::format("label of item {}: wanted a whole number, found {}", item, value));
  }
  if (value < 0) {
    throw Error(fmt::format("label of item {}: wanted 0 or more, found {}", item, value));
  }
  const arma::uword n_classes = class_names.empty() ? most_unnamed_classes : class_names.size();
  if (value >= static_cast<double>(n_classes)) {
    const std::string reason =
        class_names.empty()
            ? "as no class names are given; is this the right file?"
            : fmt::format("as there are {} class names; add names or correct the label", n_classes);
    throw Error(fmt::format("label of item {}: wanted at most {}, found {}, {}", item,
                            n_classes - 1, value, reason));
  }
  return static_cast<arma::uword>(value);
}

arma::uvec read_labels(StoredArray& array, const std::vector<std::string>& class_names) {
  const std::filesystem::path& file = array.stream->file();
  const arma::uword count = array.shape.empty() ? 0 : array.shape.front();
  if (array.shape.empty() || n_elements(array.shape) != count) {
    throw DataError(file, fmt::format("wanted labels, one number for each item, found an array of "
                                      "{}; are items and labels swapped?",
                                      to_string(array.shape)));
  }
  const std::vector<double> values = read_doubles(array);
  arma::uvec labels(count);
  try {
    for (arma::uword item = 0; item < count; ++item) {
      labels[item] = checked_label(values[item], item, class_names);
    }
  } catch (const Error& error) {
    throw DataError(file, error.what());
  }
  return labels;
}

}  // namespace lucarne
