// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/shape.hpp>

#include "data/images/picture.hpp"
#include "data/normalisation.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lucarne {

enum class DataFormat { idx, npy, npz, csv, images };

/// The items of one input of a network that has several.
struct NamedItems {
  std::string input;
  std::filesystem::path file;
};

/// Where one split's items and labels lie. For npz both are the same file; for csv `labels` is
/// empty and the labels are a column of `items`. For images `items` is a folder and `labels` a list
/// of its files, or empty where each class has a folder of its own.
struct SplitFiles {
  std::filesystem::path items;
  std::filesystem::path labels;
  /// idx and npy, in place of `items`: in the order of the network's inputs
  std::vector<NamedItems> inputs{};

  /// The file of the items, or of those of the first input.
  const std::filesystem::path& first() const {
    return inputs.empty() ? items : inputs.front().file;
  }
  /// All that are given.
  std::vector<std::filesystem::path> all() const {
    std::vector<std::filesystem::path> files;
    if (!items.empty()) files.push_back(items);
    for (const NamedItems& one : inputs) files.push_back(one.file);
    if (!labels.empty()) files.push_back(labels);
    return files;
  }
};

/// The `data:` section of a pipeline.
struct DatasetSpec {
  DataFormat format = DataFormat::idx;
  std::optional<SplitFiles> train;
  std::optional<SplitFiles> test;
  arma::uword validation = 0;            ///< items taken from the end of train
  double scale = 1;                      ///< values are divided by this
  Shape item_shape;                      ///< empty: the file's own
  std::vector<std::string> class_names;  ///< empty: "0", "1", ... up to the largest label
  std::string items_key = "images";      ///< npz: name of the array of items
  std::string labels_key = "labels";     ///< npz: name of the array of labels
  std::string label_column = "label";    ///< csv: name (or, without a header, index) of the column
  PictureForm pictures{};                ///< images; its `order` is that of arrays of pictures too
  NormalisationSpec normalisation{};
  /// images: more bytes than these are not held in memory but decoded whenever they are read
  std::uint64_t picture_bytes_held = std::uint64_t{1} << 30U;
};

}  // namespace lucarne
