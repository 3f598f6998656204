// SPDX-License-Identifier: MIT
#include "data/npy.hpp"

#include "data/data_error.hpp"
#include "data/excerpt.hpp"
#include "data/npy_header.hpp"
#include "data/npz.hpp"
#include "data/zip.hpp"

#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

constexpr std::string_view extension = ".npy";

NpyArray whole(StoredArray array) {
  std::vector<std::byte> bytes = read_raw(array);
  return {array.type.descr(), std::move(array.shape), std::move(bytes)};
}

std::string key_of(const ZipMember& member) {
  return member.name.substr(0, member.name.size() - extension.size());
}

std::vector<ZipMember> array_members(const std::filesystem::path& file) {
  std::vector<ZipMember> members = zip_members(file);
  std::erase_if(members, [](const ZipMember& member) { return !member.name.ends_with(extension); });
  return members;
}

}  // namespace

std::vector<float> NpyArray::as_float() const {
  const std::optional<StoredType> stored = stored_type(type);
  if (!stored) {
    throw Error(fmt::format("wanted an array of real numbers, found numpy's type '{}'", type));
  }
  std::vector<float> values(bytes.size() / stored->size);
  convert(*stored, bytes.data(), values);
  return values;
}

NpyArray read_npy(const std::filesystem::path& file) { return whole(open_npy(open_content(file))); }

std::map<std::string, NpyArray> read_npz(const std::filesystem::path& file) {
  std::map<std::string, NpyArray> arrays;
  for (const ZipMember& member : array_members(file)) {
    arrays.emplace(key_of(member), whole(open_npy(open_member(file, member))));
  }
  return arrays;
}

StoredArray open_npz_array(const std::filesystem::path& file, const std::string& key) {
  const std::vector<ZipMember> members = array_members(file);
  const auto found = std::ranges::find(members, key, key_of);
  if (found != members.end()) return open_npy(open_member(file, *found));
  std::vector<std::string> keys;
  for (const ZipMember& member : members) keys.push_back(excerpt(key_of(member)));
  throw DataError(file, fmt::format("no array '{}'{}", key, suggestion(key, keys, "arrays")));
}

std::string npy_file(const std::string& type, const Shape& shape, const std::byte* bytes,
                     std::size_t size) {
  const std::optional<StoredType> element = stored_type(type);
  if (!element || size != n_elements(shape) * element->size) {
    throw Error(fmt::format("{} bytes are no array of {} numbers of numpy's type '{}'", size,
                            to_string(shape), type));
  }
  std::string file = npy_header(type, shape);
  if (size > 0) file.append(reinterpret_cast<const char*>(bytes), size);
  return file;
}

}  // namespace lucarne
