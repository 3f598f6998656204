// SPDX-License-Identifier: MIT
#include "host/file_digests.hpp"

#include "output/input_record.hpp"

namespace lucarne {

std::shared_future<FileRecord> FileDigests::record(const std::filesystem::path& file) {
  const std::lock_guard lock(mutex_);
  auto [place, fresh] = records_.try_emplace(file);
  if (fresh) {
    place->second = std::async(std::launch::async, [file] { return input_record(file); }).share();
  }
  return place->second;
}

void FileDigests::begin(const std::vector<std::filesystem::path>& files) {
  for (const std::filesystem::path& file : files) record(file);
}

FileRecord FileDigests::of(const std::filesystem::path& file) { return record(file).get(); }

}  // namespace lucarne
