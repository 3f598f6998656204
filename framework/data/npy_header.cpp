// SPDX-License-Identifier: MIT
#include "data/npy_header.hpp"

#include "data/data_error.hpp"
#include "data/excerpt.hpp"
#include "data/little_endian.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

namespace lucarne {
namespace {

constexpr std::string_view magic = "\x93NUMPY";

constexpr std::size_t most_dimensions = 64;  // numpy's own limit

/// What numpy writes is a few hundred bytes.
constexpr std::uint64_t longest_header = std::uint64_t{1} << 20;

/// The dictionary of an NPY header: {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }.
class HeaderParser {
 public:
  HeaderParser(std::string text, const ByteStream& stream)
      : text_(std::move(text)), stream_(stream) {}

  void parse(StoredArray& array) {
    std::optional<std::string> descr;
    std::optional<bool> fortran_order;
    std::optional<Shape> shape;
    expect('{');
    while (!skip('}')) {
      const std::string key = quoted();
      expect(':');
      if (key == "descr") {
        descr = quoted();
      } else if (key == "fortran_order") {
        fortran_order = boolean();
      } else if (key == "shape") {
        shape = tuple();
      } else {
        fail("'descr', 'fortran_order' or 'shape' before it");
      }
      if (!skip(',') && !at('}')) fail("',' or '}'");
    }
    if (!descr || !fortran_order || !shape) {
      throw DataError(stream_.file(),
                      "wanted 'descr', 'fortran_order' and 'shape' in the NPY "
                      "header, found " +
                          text_);
    }
    const std::optional<StoredType> type = stored_type(*descr);
    if (!type) {
      throw DataError(stream_.file(),
                      fmt::format("wanted bool, integers or floats of up to 64 bits, found numpy's "
                                  "type '{}'; convert it with astype('float32')",
                                  excerpt(*descr)));
    }
    array.type = *type;
    array.fortran_order = *fortran_order;
    array.shape = *shape;
  }

 private:
  void skip_space() {
    while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\n')) {
      ++position_;
    }
  }

  bool at(char wanted) {
    skip_space();
    return position_ < text_.size() && text_[position_] == wanted;
  }

  bool skip(char wanted) {
    if (!at(wanted)) return false;
    ++position_;
    return true;
  }

  void expect(char wanted) {
    if (!skip(wanted)) fail(fmt::format("'{}'", wanted));
  }

  std::string quoted() {
    if (!at('\'') && !at('"')) fail("a quoted text (arrays of records are not supported)");
    const std::size_t end = text_.find(text_[position_], position_ + 1);
    if (end == std::string::npos) fail("a closing quote");
    const std::string content = text_.substr(position_ + 1, end - position_ - 1);
    position_ = end + 1;
    return content;
  }

  bool boolean() {
    skip_space();
    for (const std::string_view word : {"True", "False"}) {
      if (text_.compare(position_, word.size(), word) != 0) continue;
      position_ += word.size();
      return word == "True";
    }
    fail("True or False");
  }

  Shape tuple() {
    Shape shape;
    expect('(');
    while (!skip(')')) {
      skip_space();
      if (shape.size() == most_dimensions) fail("at most 64 sizes");
      arma::uword size = 0;
      const char* const begin = text_.data() + position_;
      const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), size);
      if (error != std::errc()) fail("a size below 2^64");
      position_ += static_cast<std::size_t>(end - begin);
      skip('L');  // Python 2 wrote its long integers so
      shape.push_back(size);
      if (!skip(',') && !at(')')) fail("',' or ')'");
    }
    return shape;
  }

  [[noreturn]] void fail(const std::string& wanted) {
    const std::string found = position_ < text_.size()
                                  ? fmt::format("'{}'", excerpt(text_.substr(position_)))
                                  : "its end";
    throw DataError(stream_.file(),
                    fmt::format("wanted {} in the NPY header at {}, found {}", wanted,
                                stream_.place(stream_.offset() - text_.size() + position_), found));
  }

  std::string text_;
  const ByteStream& stream_;
  std::size_t position_ = 0;
};

template <std::size_t n_bytes>
std::uint64_t read_number(ByteStream& stream, std::string_view what) {
  std::array<std::byte, n_bytes> bytes{};
  stream.read(bytes, what);
  return little_endian<n_bytes>(bytes, 0);
}

}  // namespace

StoredArray open_npy(std::unique_ptr<ByteStream> stream) {
  std::string found(magic.size(), '\0');
  stream->read(std::as_writable_bytes(std::span(found)), "the magic number");
  if (found != magic) {
    throw DataError(stream->file(),
                    fmt::format("wanted the magic number of an NPY file (93 'NUMPY') at {}, found "
                                "{:02x}",
                                stream->place(0), fmt::join(std::as_bytes(std::span(found)), " ")));
  }
  const std::uint64_t version = read_number<2>(*stream, "the version");
  const unsigned major = static_cast<unsigned>(version & 0xff);
  if (major < 1 || major > 3) {
    throw DataError(stream->file(), fmt::format("wanted version 1, 2 or 3 of NPY at {}, found {}",
                                                stream->place(magic.size()), major));
  }
  const std::uint64_t length = major == 1 ? read_number<2>(*stream, "the header's length")
                                          : read_number<4>(*stream, "the header's length");
  if (length > longest_header || length > stream->size().bytes) {
    throw DataError(stream->file(),
                    fmt::format("the NPY header says that it is {} bytes long, more "
                                "than the file has or any header needs",
                                length));
  }
  std::string text(length, '\0');
  stream->read(std::as_writable_bytes(std::span(text)), "the header");
  StoredArray array;
  HeaderParser(std::move(text), *stream).parse(array);
  array.stream = std::move(stream);
  check_promise(array);
  return array;
}

std::string npy_header(const std::string& type, const Shape& shape) {
  std::string sizes;
  for (const arma::uword size : shape) sizes += fmt::format("{}, ", size);
  if (shape.size() > 1) sizes.resize(sizes.size() - 2);  // (2, 3) but (2, )
  std::string dictionary =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", type, sizes);
  constexpr std::size_t before = magic.size() + 4;
  constexpr std::size_t alignment = 64;
  const std::size_t used = before + dictionary.size() + 1;
  dictionary.append((alignment - used % alignment) % alignment, ' ');
  dictionary += '\n';
  std::string header(magic);
  header += {'\x01', '\0', static_cast<char>(dictionary.size() & 0xff),
             static_cast<char>(dictionary.size() >> 8)};
  return header + dictionary;
}

}  // namespace lucarne
