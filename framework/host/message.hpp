// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace lucarne {

/// What host and isolated process say to one another. The host asks: load, declare, prepare, run;
/// the process answers each with one reply or `refused`, and tells progress and warnings between.
enum class MessageKind : std::uint32_t {
  load = 1,
  loaded,
  declare,
  declared,
  prepare,
  prepared,
  run,
  results,
  refused,
  progress,
  warning
};

struct Message {
  MessageKind kind = MessageKind::load;
  std::vector<std::byte> payload;
};

/// A message as bytes: a header with size and CRC-32 of the payload, then the payload.
std::vector<std::byte> framed(MessageKind kind, std::span<const std::byte> payload);

/// Puts messages together from a stream of bytes.
class MessageReader {
 public:
  void add(std::span<const std::byte> bytes);
  /// The next whole message, or nothing until more bytes came.
  /// throws: Error where the bytes are no message
  std::optional<Message> next();

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace lucarne
