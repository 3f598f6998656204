// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/error.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lucarne {

/// Writing failed: disk full, no permission. what() names the file and the system's reason.
class OutputError : public Error {
 public:
  using Error::Error;
};

/// Writes to a temporary beside it, flushes to the disk, renames. throws: OutputError
void write_file(const std::filesystem::path& file, std::string_view content);

/// The same without the flush: for the files of a run, which are flushed together before the run
/// takes its place (flush_folder), and for what can be made again. throws: OutputError
void write_unflushed_file(const std::filesystem::path& file, std::string_view content);

/// Copies the named files of one folder into another. throws: OutputError
void copy_files(const std::filesystem::path& from, const std::vector<std::string>& names,
                const std::filesystem::path& to);

/// Waits until every file under `folder`, and the folders themselves, have reached the disk.
/// throws: OutputError
void flush_folder(const std::filesystem::path& folder);

/// throws: OutputError where it cannot be read
std::string read_file(const std::filesystem::path& file);

/// Lower-case hexadecimal SHA-256 of a file's bytes (OpenSSL). throws: OutputError
std::string sha256_of_file(const std::filesystem::path& file);
std::string sha256_of(std::string_view bytes);

}  // namespace lucarne
