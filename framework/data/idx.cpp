// SPDX-License-Identifier: MIT
#include "data/idx.hpp"

#include "data/data_error.hpp"

#include <fmt/format.h>

#include <array>

namespace lucarne {
namespace {

using Word = std::array<std::byte, 4>;

StoredType type_of(const Word& magic, const ByteStream& stream) {
  const unsigned code = std::to_integer<unsigned>(magic[2]);
  if (magic[0] == std::byte{0} && magic[1] == std::byte{0} && magic[3] != std::byte{0}) {
    switch (code) {
      case 0x08: return {'u', 1, true};
      case 0x09: return {'i', 1, true};
      case 0x0b: return {'i', 2, true};
      case 0x0c: return {'i', 4, true};
      case 0x0d: return {'f', 4, true};
      case 0x0e: return {'f', 8, true};
      default: break;
    }
  }
  throw DataError(
      stream.file(),
      fmt::format("wanted the magic number of an IDX file at {} (00 00, a type of 08, "
                  "09, 0b, 0c, 0d or 0e, the number of dimensions), found "
                  "{:02x} {:02x} {:02x} {:02x}",
                  stream.place(0), std::to_integer<unsigned>(magic[0]),
                  std::to_integer<unsigned>(magic[1]), code, std::to_integer<unsigned>(magic[3])));
}

}  // namespace

StoredArray open_idx(const std::filesystem::path& file) {
  StoredArray array;
  array.stream = open_content(file);
  Word word{};
  array.stream->read(word, "the magic number");
  array.type = type_of(word, *array.stream);
  const unsigned n_dimensions = std::to_integer<unsigned>(word[3]);
  for (unsigned i = 0; i < n_dimensions; ++i) {
    array.stream->read(word, "the dimensions");
    arma::uword size = 0;
    for (const std::byte digit : word) size = size << 8 | std::to_integer<arma::uword>(digit);
    array.shape.push_back(size);
  }
  check_promise(array);
  return array;
}

}  // namespace lucarne
