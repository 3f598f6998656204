// SPDX-License-Identifier: MIT
#include "network/external_data.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>

namespace lucarne {
namespace {

namespace fs = std::filesystem;

std::uintmax_t number(const std::string& text, const std::string& key, const std::string& title) {
  std::uintmax_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc() || stopped != end) {
    throw Error(fmt::format("{}: {} '{}' of its data in another file is no number of bytes", title,
                            key, text));
  }
  return value;
}

/// The file itself, links followed. throws: Error where it is not below the folder
fs::path file_below(const fs::path& folder, const std::string& location, const std::string& title) {
  std::error_code failure;
  const fs::path home = fs::canonical(folder.empty() ? fs::path(".") : folder, failure);
  const fs::path file = fs::weakly_canonical(home / location, failure);
  const auto [rest, inside] = std::mismatch(home.begin(), home.end(), file.begin(), file.end());
  if (failure || location.empty() || rest != home.end() || inside == file.end()) {
    throw Error(fmt::format(
        "{}: its data lie in '{}', outside of the network's folder; put that file beside the "
        "network, or save the network in one file",
        title, location));
  }
  if (!fs::is_regular_file(file, failure)) {
    throw Error(
        fmt::format("{}: its data lie in '{}', which is not there; put that file beside "
                    "the network",
                    title, location));
  }
  return file;
}

}  // namespace

std::string external_data(const onnx::TensorProto& tensor, const fs::path& folder,
                          std::uintmax_t n_bytes, const std::string& title) {
  std::string location;
  std::uintmax_t offset = 0;
  std::uintmax_t length = n_bytes;
  for (const onnx::StringStringEntryProto& entry : tensor.external_data()) {
    if (entry.key() == "location") location = entry.value();
    if (entry.key() == "offset") offset = number(entry.value(), "offset", title);
    if (entry.key() == "length") length = number(entry.value(), "length", title);
  }
  const fs::path file = file_below(folder, location, title);
  if (length != n_bytes) {
    throw Error(fmt::format("{}: its shape wants {} bytes, of '{}' it has {}", title, n_bytes,
                            location, length));
  }
  std::error_code failure;
  const std::uintmax_t size = fs::file_size(file, failure);
  if (failure || offset > size || length > size - offset) {
    throw Error(fmt::format("{}: {} bytes from byte {} on are wanted of '{}', which has {}", title,
                            length, offset, location, failure ? 0 : size));
  }
  std::string bytes(length, '\0');
  std::ifstream in(file, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(offset));
  if (!in.read(bytes.data(), static_cast<std::streamsize>(length))) {
    throw Error(fmt::format("{}: '{}' cannot be read", title, location));
  }
  return bytes;
}

}  // namespace lucarne
