// SPDX-License-Identifier: MIT
#pragma once

#include "network/network.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace lucarne {

/// The items of an NPY file.
struct ExplainItems {
  arma::fmat inputs;  ///< features x items
  Shape item_shape;   ///< as the file has it
};

/// One input of the network and the file of its items.
struct InputFile {
  std::string name;
  Shape shape;  ///< of one item, as the network has it
  std::filesystem::path file;
};

/// What --input says, NAME=FILE each, in the order of the network's inputs.
/// throws: UsageError for an input that is missing, unknown or named twice
std::vector<InputFile> input_files(const std::vector<std::string>& options,
                                   const std::vector<NetworkInput>& inputs);

/// throws: UsageError naming the inputs where there are several, which one file cannot hold
void require_one_input(const std::vector<NetworkInput>& inputs);

/// The items of all inputs, one input after the other in each column.
/// throws: DataError as read_items, and where files hold different numbers of items
ExplainItems read_inputs(const std::vector<InputFile>& files);

/// Reads items that the network takes: items first, then the item's own shape, which is that of
/// `wanted` but for dimensions of size 1, or flat where either is.
/// throws: DataError for another shape, no item, or a NaN or infinite value, with its place
/// `taker`: who takes them, for the errors
ExplainItems read_items(const std::filesystem::path& file, const Shape& wanted,
                        const std::string& taker = "the network");

/// What --target says: empty for 'predicted', else one class for each item, from a number or from
/// an NPY file of as many whole numbers.
/// throws: UsageError, DataError with the classes that there are
arma::uvec read_targets(const std::string& target, arma::uword n_items, arma::uword n_classes);

}  // namespace lucarne
