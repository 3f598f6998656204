// SPDX-License-Identifier: MIT
#pragma once

#include "cli/explain_input.hpp"

#include <lucarne/results.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace lucarne {

/// A file of attributions.
struct WrittenArray {
  std::filesystem::path file;
  Shape shape;
};

/// Hours of computation must not end at a folder that is not there, nor overwrite what they came
/// from. throws: UsageError
void check_output_file(const std::filesystem::path& output, const std::filesystem::path& items);

/// Likewise for a folder of one NPY file for each input; it need not exist, but the one around it.
/// throws: UsageError, also where two inputs' names lead to one file
void check_output_folder(const std::filesystem::path& output, const std::vector<InputFile>& inputs);

/// Writes the array `attributions`. throws: OutputError
WrittenArray write_attributions(const Results& results, const std::filesystem::path& output);

/// Writes the attributions of each input to NAME.npy in the folder `output`, which is made where it
/// does not exist. Those of a layer are one file, attributions.npy.
/// throws: OutputError
std::vector<WrittenArray> write_attributions_of(const std::vector<InputFile>& inputs,
                                                const Results& results,
                                                const std::filesystem::path& output, bool of_layer);

}  // namespace lucarne
