// SPDX-License-Identifier: MIT
#include "cli/explain_output.hpp"

#include "cli/arguments.hpp"
#include "data/npy.hpp"
#include "output/files.hpp"

#include <cctype>
#include <map>
#include <string_view>

namespace lucarne {
namespace {

// The word that stands before an input's name in that of its array.
constexpr std::string_view array_of_input = "attributions.";

// Exporters put slashes and colons into names.
std::string file_name_of(const std::string& input) {
  std::string name = input;
  for (char& letter : name) {
    const bool kept = std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' ||
                      letter == '-' || letter == '.';
    if (!kept) letter = '_';
  }
  if (name.starts_with('.')) name.front() = '_';
  return name + ".npy";
}

void require_folder(const std::filesystem::path& folder) {
  if (std::filesystem::is_directory(folder)) return;
  throw UsageError("option '--output': no folder '" + folder.string() + "'");
}

std::filesystem::path folder_around(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : ".";
}

bool is_same_file(const std::filesystem::path& one, const std::filesystem::path& other) {
  std::error_code missing;
  return std::filesystem::equivalent(one, other, missing);
}

WrittenArray write(const Array& array, const std::filesystem::path& file) {
  write_file(file, npy_file("<f4", array.shape, array.bytes.data(), array.bytes.size()));
  return {file, array.shape};
}

}  // namespace

void check_output_file(const std::filesystem::path& output, const std::filesystem::path& items) {
  require_folder(folder_around(output));
  if (is_same_file(output, items)) {
    throw UsageError("option '--output' names the file of items, which would be lost");
  }
}

void check_output_folder(const std::filesystem::path& output,
                         const std::vector<InputFile>& inputs) {
  const std::filesystem::path folder = output.has_filename() ? output : output.parent_path();
  if (!std::filesystem::exists(folder)) {
    require_folder(folder_around(folder));
  } else if (!std::filesystem::is_directory(folder)) {
    throw UsageError("option '--output': with --input a folder is wanted, found the file '" +
                     folder.string() + "'");
  }
  std::map<std::string, std::string> taken;
  for (const InputFile& input : inputs) {
    const std::string name = file_name_of(input.name);
    const auto [at, fresh] = taken.emplace(name, input.name);
    if (!fresh) {
      throw UsageError("inputs '" + at->second + "' and '" + input.name +
                       "' would both be written to '" + name + "'; rename one in the network");
    }
    for (const InputFile& other : inputs) {
      if (!is_same_file(folder / name, other.file)) continue;
      throw UsageError("option '--output': '" + (folder / name).string() +
                       "' is a file of items, which would be lost; name another folder");
    }
  }
}

WrittenArray write_attributions(const Results& results, const std::filesystem::path& output) {
  for (const Array& array : results.arrays()) {
    if (array.name == "attributions") return write(array, output);
  }
  throw Error("array 'attributions' wanted from the plugin saliency, found none");
}

std::vector<WrittenArray> write_attributions_of(const std::vector<InputFile>& inputs,
                                                const Results& results,
                                                const std::filesystem::path& output,
                                                bool of_layer) {
  std::error_code failed;
  std::filesystem::create_directory(output.has_filename() ? output : output.parent_path(), failed);
  if (failed) {
    throw OutputError("cannot make folder '" + output.string() + "': " + failed.message());
  }
  if (inputs.size() == 1 && !of_layer) {
    return {write_attributions(results, output / file_name_of(inputs[0].name))};
  }
  std::vector<const Array*> arrays;
  for (const Array& array : results.arrays()) {
    if (array.name.starts_with(array_of_input)) arrays.push_back(&array);
  }
  if (arrays.size() != inputs.size()) {
    return {write_attributions(results, output / "attributions.npy")};
  }
  std::vector<WrittenArray> written;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    written.push_back(write(*arrays[i], output / file_name_of(inputs[i].name)));
  }
  return written;
}

}  // namespace lucarne
