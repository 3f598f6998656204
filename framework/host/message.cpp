// SPDX-License-Identifier: MIT
#include "host/message.hpp"

#include <lucarne/error.hpp>

#include <zlib.h>

#include <algorithm>
#include <cstring>

namespace lucarne {
namespace {

struct Header {
  std::uint64_t magic = 0x6567617373656d4cULL;
  MessageKind kind = MessageKind::load;
  std::uint32_t checksum = 0;
  std::uint64_t size = 0;
};

std::uint32_t checksum_of(std::span<const std::byte> payload) {
  const auto* bytes = reinterpret_cast<const Bytef*>(payload.data());
  return static_cast<std::uint32_t>(crc32_z(0, bytes, payload.size()));
}

}  // namespace

std::vector<std::byte> framed(MessageKind kind, std::span<const std::byte> payload) {
  Header header;
  header.kind = kind;
  header.size = payload.size();
  if (!payload.empty()) header.checksum = checksum_of(payload);
  std::vector<std::byte> bytes(sizeof header + payload.size());
  std::memcpy(bytes.data(), &header, sizeof header);
  std::ranges::copy(payload, bytes.begin() + sizeof header);
  return bytes;
}

void MessageReader::add(std::span<const std::byte> bytes) {
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

std::optional<Message> MessageReader::next() {
  Header header;
  if (bytes_.size() < sizeof header) return std::nullopt;
  std::memcpy(&header, bytes_.data(), sizeof header);
  const bool known = header.kind >= MessageKind::load && header.kind <= MessageKind::warning;
  if (header.magic != Header{}.magic || !known) throw Error("found bytes that are no message");
  if (bytes_.size() - sizeof header < header.size) return std::nullopt;
  const auto begin = bytes_.begin() + sizeof header;
  const auto end = begin + static_cast<std::ptrdiff_t>(header.size);
  Message message{header.kind, {begin, end}};
  if (!message.payload.empty() && checksum_of(message.payload) != header.checksum) {
    throw Error("found a message with a wrong checksum");
  }
  bytes_.erase(bytes_.begin(), end);
  return message;
}

}  // namespace lucarne
