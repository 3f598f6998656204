// SPDX-License-Identifier: MIT
#pragma once

#include "data/dataset_spec.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace lucarne {

/// One picture of a split and what was said of its class: a folder's name, or what a list says.
struct ListedPicture {
  std::filesystem::path file;  ///< absolute where the folder is
  std::string label;
};

/// The pictures of a split in the order of its items. Without a list: those below the sub-folders
/// of `files.items`, one sub-folder a class, all sorted by name; names that begin with a point are
/// passed over. With a list (`files.labels`): a CSV file of `file,label` lines, files named from
/// the folder.
/// throws: DataError for what is no picture by its name, lies beside the class folders, is a link
/// that leaves the folder, or is missing; for a class without pictures; and for a damaged list
std::vector<ListedPicture> list_pictures(const SplitFiles& files);

/// Every file below a folder that is a picture by its name, sorted by path; hidden files and links
/// to folders are passed over.
/// throws: DataError where a folder cannot be listed
std::vector<std::filesystem::path> picture_files_below(const std::filesystem::path& folder);

/// The names of the classes where a data set of pictures names none: those of all splits, sorted by
/// their bytes. Empty where a list has numbers only.
std::vector<std::string> picture_class_names(const DatasetSpec& spec);

/// Each picture's label as an index into `class_names`; those of a list may be numbers too.
/// throws: DataError naming picture and class
arma::uvec picture_labels(const std::vector<ListedPicture>& pictures, const SplitFiles& files,
                          const std::vector<std::string>& class_names);

}  // namespace lucarne
