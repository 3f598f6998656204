// SPDX-License-Identifier: MIT
#include "data_files.hpp"

#include <zlib.h>

#include <algorithm>
#include <stdexcept>

namespace {

std::string pack(const std::string& content, int window_bits) {
  z_stream zlib{};
  if (deflateInit2(&zlib, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib");
  }
  std::string input = content;
  std::string packed(deflateBound(&zlib, content.size()), '\0');
  zlib.next_in = reinterpret_cast<Bytef*>(input.data());
  zlib.avail_in = static_cast<uInt>(input.size());
  zlib.next_out = reinterpret_cast<Bytef*>(packed.data());
  zlib.avail_out = static_cast<uInt>(packed.size());
  deflate(&zlib, Z_FINISH);
  packed.resize(zlib.total_out);
  deflateEnd(&zlib);
  return packed;
}

}  // namespace

std::string bytes_of(const std::vector<int>& bytes) {
  std::string text;
  for (const int byte : bytes) text += static_cast<char>(byte);
  return text;
}

std::string little(std::uint64_t number, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += static_cast<char>(number >> (8 * i) & 0xff);
  return text;
}

std::string big(std::uint64_t number, std::size_t size) {
  std::string text = little(number, size);
  std::ranges::reverse(text);
  return text;
}

std::string idx_header(int type, const std::vector<std::uint64_t>& sizes) {
  std::string header = bytes_of({0, 0, type, static_cast<int>(sizes.size())});
  for (const std::uint64_t size : sizes) header += big(size);
  return header;
}

std::string gzip(const std::string& content) { return pack(content, 15 + 16); }

std::string deflate(const std::string& content) { return pack(content, -15); }

std::filesystem::path mnist(const std::string& name) {
  return std::filesystem::path(LUCARNE_SOURCE_DIR) / "data" / "mnist" / name;
}

std::string message_of(const TemporaryFolder& folder, const std::function<void()>& action) {
  try {
    action();
  } catch (const lucarne::Error& error) {
    std::string text = error.what();
    const std::string prefix = folder.path().string() + "/";
    for (std::size_t at; (at = text.find(prefix)) != std::string::npos;) {
      text.erase(at, prefix.size());
    }
    return text;
  }
  return "nothing thrown";
}
