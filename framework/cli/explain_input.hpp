// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/model.hpp>

#include <filesystem>
#include <string>

namespace lucarne {

/// The items of an NPY file.
struct ExplainItems {
  arma::fmat inputs;  ///< features x items
  Shape item_shape;   ///< as the file has it
};

/// Reads items that the network takes: items first, then the item's own shape, which is that of
/// `wanted` but for dimensions of size 1, or flat where either is.
/// throws: DataError for another shape, no item, or a NaN or infinite value, with its place
ExplainItems read_items(const std::filesystem::path& file, const Shape& wanted);

/// What --target says: empty for 'predicted', else one class for each item, from a number or from
/// an NPY file of as many whole numbers.
/// throws: UsageError, DataError with the classes that there are
arma::uvec read_targets(const std::string& target, arma::uword n_items, arma::uword n_classes);

}  // namespace lucarne
