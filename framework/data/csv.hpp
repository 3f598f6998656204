// SPDX-License-Identifier: MIT
#pragma once

#include "data/split_source.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace lucarne {

/// A CSV file with one item a line: a column of labels, all others numbers. The first line is a
/// header if any of its fields, that of an indexed label column apart, is no number.
/// `label_column` is a name in the header or an index from 0. Labels are whole numbers or, where
/// class names are given, names of classes.
/// The whole file is scanned here for the number of its records; the numbers are parsed by read().
/// throws: DataError with file and line
std::unique_ptr<SplitSource> open_csv(const std::filesystem::path& file,
                                      const std::string& label_column,
                                      const std::vector<std::string>& class_names);

}  // namespace lucarne
