// SPDX-License-Identifier: MIT
#include "data/inflated_stream.hpp"

#include "data_files.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

/// All that a stream gives, taken `piece` bytes at a time.
std::string drain(ByteStream& stream, std::size_t piece) {
  std::string content;
  std::vector<std::byte> taken(piece);
  while (const std::size_t count = stream.read_some(taken)) {
    content.append(reinterpret_cast<const char*>(taken.data()), count);
  }
  return content;
}

std::unique_ptr<ByteStream> whole(const std::filesystem::path& file) {
  return open_range(file, 0, std::filesystem::file_size(file));
}

}  // namespace

TEST_CASE("unpacked content is the same however it is taken", "[inflate]") {
  const TemporaryFolder folder;
  // Zeros pack into repetitions of up to 258. Where the last one shares its byte with the mark for
  // the end, zlib has all input while it still owes us output; which lengths those are is up to it.
  for (std::size_t size = 3000; size < 3300; ++size) {
    INFO(size << " zeros");
    const std::string content(size, '\0');
    const std::filesystem::path zipped = folder.file("a.gz", gzip(content));
    const std::filesystem::path bare = folder.file("a.deflate", deflate(content));
    CHECK(drain(*unpack_gzip(whole(zipped)), size - 1) == content);
    CHECK(drain(*unpack_deflate(whole(bare)), size - 1) == content);
    CHECK(drain(*unpack_deflate(whole(bare)), 100) == content);
  }
}

TEST_CASE("content that packs as well as deflate can stays within the largest inflation",
          "[inflate]") {
  const TemporaryFolder folder;
  const std::string content(10'000'000, '\0');
  const std::string packed = gzip(content);
  CHECK(content.size() <= packed.size() * largest_inflation);
  CHECK(content.size() > packed.size() * (largest_inflation - 40));
  CHECK(drain(*unpack_gzip(whole(folder.file("a.gz", packed))), 1 << 20) == content);
}
