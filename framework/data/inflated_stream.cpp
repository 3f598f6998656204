// SPDX-License-Identifier: MIT
#include "data/inflated_stream.hpp"

#include "data/data_error.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>
#include <vector>

namespace lucarne {
namespace {

enum class Wrapper { gzip, none };

class InflatedStream final : public ByteStream {
 public:
  InflatedStream(std::unique_ptr<ByteStream> packed, Wrapper wrapper)
      : ByteStream(packed->file()), packed_(std::move(packed)), wrapper_(wrapper) {
    const int window_bits = wrapper == Wrapper::gzip ? 15 + 16 : -15;
    if (inflateInit2(&zlib_, window_bits) != Z_OK) throw std::bad_alloc();
  }
  ~InflatedStream() override { inflateEnd(&zlib_); }

  Size size() const override { return {packed_->size().bytes * largest_inflation, false}; }

  std::string place(std::uint64_t offset) const override {
    return fmt::format("byte {} of the unpacked content", offset);
  }

 private:
  std::size_t next(std::span<std::byte> into) override {
    const std::size_t room = std::min<std::size_t>(into.size(), std::numeric_limits<uInt>::max());
    if (room == 0) return 0;
    zlib_.next_out = reinterpret_cast<Bytef*>(into.data());
    zlib_.avail_out = static_cast<uInt>(room);
    while (zlib_.avail_out == room) {
      if (stream_ended_) {
        if (zlib_.avail_in == 0) fill();
        if (!begin_next_member()) break;
      }
      const int status = inflate(&zlib_, Z_NO_FLUSH);
      // More input only when zlib asks for it: it may have taken all there is and still owe us the
      // rest of a repetition.
      if (status == Z_BUF_ERROR) {
        fill();
        if (zlib_.avail_in == 0) fail("ends within");
        continue;
      }
      if (status == Z_MEM_ERROR) throw std::bad_alloc();
      if (status != Z_OK && status != Z_STREAM_END) fail("is damaged in");
      stream_ended_ = status == Z_STREAM_END;
    }
    return room - zlib_.avail_out;
  }

  void fill() {
    zlib_.avail_in = static_cast<uInt>(packed_->read_some(buffer_));
    zlib_.next_in = reinterpret_cast<Bytef*>(buffer_.data());
  }

  // RFC 1952 lets gzip members follow one another; anything else after a member is refused.
  bool begin_next_member() {
    if (zlib_.avail_in == 0) return false;
    if (wrapper_ == Wrapper::none || *zlib_.next_in != 0x1f) {
      throw DataError(file(), fmt::format("goes on at {} of the packed data, after its end; "
                                          "something was appended",
                                          packed_->place(packed_offset())));
    }
    inflateReset(&zlib_);
    stream_ended_ = false;
    return true;
  }

  std::uint64_t packed_offset() const { return packed_->offset() - zlib_.avail_in; }

  [[noreturn]] void fail(const char* how) const {
    const std::string reason = zlib_.msg == nullptr ? "" : fmt::format(" ({})", zlib_.msg);
    throw DataError(file(), fmt::format("{} its compressed data at {}{}; fetch or write the file "
                                        "again",
                                        how, packed_->place(packed_offset()), reason));
  }

  std::unique_ptr<ByteStream> packed_;
  Wrapper wrapper_;
  std::vector<std::byte> buffer_ = std::vector<std::byte>(std::size_t{1} << 18);
  z_stream zlib_{};
  bool stream_ended_ = false;
};

}  // namespace

std::unique_ptr<ByteStream> unpack_gzip(std::unique_ptr<ByteStream> packed) {
  return std::make_unique<InflatedStream>(std::move(packed), Wrapper::gzip);
}

std::unique_ptr<ByteStream> unpack_deflate(std::unique_ptr<ByteStream> packed) {
  return std::make_unique<InflatedStream>(std::move(packed), Wrapper::none);
}

}  // namespace lucarne
