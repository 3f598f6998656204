// SPDX-License-Identifier: MIT
#pragma once

#include "support/temporary_folder.hpp"

#include <lucarne/error.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

/// Bytes given as numbers, as a string.
std::string bytes_of(const std::vector<int>& bytes);

/// An unsigned number of `size` bytes, most significant first (`big`) or last (`little`).
std::string big(std::uint64_t number, std::size_t size = 4);
std::string little(std::uint64_t number, std::size_t size = 4);

/// The header of an IDX file: type code (8 is unsigned byte) and sizes.
std::string idx_header(int type, const std::vector<std::uint64_t>& sizes);

/// `content` packed by zlib: as a gzip file, or as the bare deflate stream of a zip file.
std::string gzip(const std::string& content);
std::string deflate(const std::string& content);

std::filesystem::path mnist(const std::string& name);

/// What the Error that `action` throws says, with `folder` and its slash taken out; "nothing
/// thrown" where it throws none.
std::string message_of(const TemporaryFolder& folder, const std::function<void()>& action);
