// SPDX-License-Identifier: MIT
#include "data/stored_array.hpp"

#include "data/data_error.hpp"
#include "data/fortran_order.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

// Elements that are not stored as floats pass through a small buffer.
constexpr std::size_t read_piece = std::size_t{1} << 16;

template <typename Number>
void read_converted(StoredArray& array, std::span<Number> into, const std::stop_token& stop) {
  std::vector<std::byte> stored(std::min(read_piece, into.size()) * array.type.size);
  for (std::size_t done = 0; done < into.size(); done += read_piece) {
    const std::size_t count = std::min(read_piece, into.size() - done);
    array.stream->read(std::span(stored).first(count * array.type.size), "values", stop);
    convert(array.type, stored.data(), into.subspan(done, count));
  }
  array.stream->expect_end();
}

template <typename Number>
void reorder(const StoredArray& array, Buffer<Number>& values) {
  if (!array.fortran_order || array.shape.size() < 2) return;
  Buffer<Number> ordered(values.span().size());
  from_fortran_order(array.shape, sizeof(Number), std::as_bytes(values.span()),
                     std::as_writable_bytes(ordered.span()));
  values = std::move(ordered);
}

}  // namespace

std::uint64_t n_bytes(const StoredArray& array) {
  return n_elements(array.shape) * array.type.size;
}

void check_promise(const StoredArray& array) {
  const ByteStream& stream = *array.stream;
  const std::string header =
      fmt::format("its header ({}, {} bytes each)", to_string(array.shape), array.type.size);
  const bool empty = std::ranges::find(array.shape, arma::uword{0}) != array.shape.end();
  std::uint64_t end = empty ? 0 : array.type.size;
  bool overflow = false;
  for (const arma::uword size : array.shape) {
    overflow = overflow || __builtin_mul_overflow(end, std::uint64_t{size}, &end);
  }
  overflow = overflow || __builtin_add_overflow(end, stream.offset(), &end);
  if (overflow) {
    throw DataError(stream.file(), header + " promises more bytes than 64 bits can count");
  }
  const ByteStream::Size size = stream.size();
  if (!size.exact && end > size.bytes) {
    throw DataError(
        stream.file(),
        fmt::format("{} promises {} bytes, but the compressed data can hold at most {}; "
                    "the header is wrong or the file is truncated",
                    header, end, size.bytes));
  }
  if (size.exact && end > size.bytes) {
    throw DataError(stream.file(), fmt::format("ends at {}, but {} promises {} bytes; the file is "
                                               "truncated or the header wrong",
                                               stream.place(size.bytes), header, end));
  }
  if (size.exact && end < size.bytes) {
    throw DataError(stream.file(),
                    fmt::format("has {} bytes, but {} promises only {}; the header is wrong or "
                                "something was appended at {}",
                                size.bytes, header, end, stream.place(end)));
  }
}

ItemValues read_values(StoredArray& array, const std::stop_token& stop) {
  ItemValues values;
  const std::size_t count = n_elements(array.shape);
  if (array.type.is_byte()) {
    values.bytes = Buffer<std::uint8_t>(count);
    array.stream->read(std::as_writable_bytes(values.bytes.span()), "values", stop);
    array.stream->expect_end();
    reorder(array, values.bytes);
  } else {
    values.floats = Buffer<float>(count);
    read_converted(array, values.floats.span(), stop);
    reorder(array, values.floats);
  }
  return values;
}

std::vector<double> read_doubles(StoredArray& array) {
  Buffer<double> values(n_elements(array.shape));
  read_converted(array, values.span(), {});
  reorder(array, values);
  return {values.span().begin(), values.span().end()};
}

std::vector<std::byte> read_raw(StoredArray& array) {
  std::vector<std::byte> bytes(n_bytes(array));
  array.stream->read(bytes, "values");
  array.stream->expect_end();
  const std::size_t size = array.type.size;
  if (array.type.big_endian && size > 1) {
    for (std::size_t i = 0; i < bytes.size(); i += size) {
      std::ranges::reverse(std::span(bytes).subspan(i, size));
    }
  }
  if (!array.fortran_order || array.shape.size() < 2) return bytes;
  std::vector<std::byte> ordered(bytes.size());
  from_fortran_order(array.shape, size, bytes, ordered);
  return ordered;
}

}  // namespace lucarne
