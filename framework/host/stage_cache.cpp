// SPDX-License-Identifier: MIT
#include "host/stage_cache.hpp"

#include "host/cache_entry.hpp"
#include "host/leftovers.hpp"
#include "output/files.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>

namespace lucarne {
namespace {

namespace fs = std::filesystem;

void make_private_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder.parent_path(), error);
  if (!error && ::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    error.assign(errno, std::generic_category());
  }
  if (error)
    throw OutputError(fmt::format("cannot make '{}': {}", folder.string(), error.message()));
}

// Whoever can write to the cache decides what a run reports.
void refuse_shared_folder(const fs::path& folder) {
  struct stat found {};
  if (::stat(folder.c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) {
    throw OutputError(fmt::format("'{}' is not a folder", folder.string()));
  }
  if (found.st_uid != ::geteuid() || (found.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    throw OutputError(fmt::format(
        "'{}' belongs to another user or may be written to by others; make it yours alone (chmod "
        "go-w) or name another folder in LUCARNE_CACHE",
        folder.string()));
  }
}

std::atomic<unsigned> next_temporary{0};

std::string history_name(const fs::path& pipeline, const std::string& stage) {
  return sha256_of(pipeline.string() + "\n" + stage) + ".json";
}

struct Used {
  fs::path entry;
  fs::file_time_type when;
  std::uint64_t bytes = 0;
};

std::uint64_t size_of(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code gone;  // by another process, meanwhile
  for (fs::recursive_directory_iterator at(folder, gone), end; !gone && at != end;
       at.increment(gone)) {
    if (at->is_regular_file(gone)) bytes += at->file_size(gone);
  }
  return bytes;
}

}  // namespace

StageCache::StageCache(fs::path folder) : folder_(std::move(folder)) {
  make_private_folder(folder_);
  refuse_shared_folder(folder_);
  make_private_folder(folder_ / "stages");
  make_private_folder(folder_ / "history");
  remove_leftovers(folder_ / "stages", temporary_prefix);
}

fs::path StageCache::entry(const std::string& key) const { return folder_ / "stages" / key; }

std::optional<CachedStage> StageCache::find(const std::string& key, std::string& damage) const {
  damage.clear();
  const fs::path found = entry(key);
  std::error_code ignored;
  if (!fs::exists(found, ignored)) return std::nullopt;
  try {
    CachedStage stage = read_cache_entry(found, key);
    fs::last_write_time(found, fs::file_time_type::clock::now(), ignored);
    return stage;
  } catch (const std::exception& failure) {
    damage = failure.what();
    fs::remove_all(found, ignored);
    return std::nullopt;
  }
}

void StageCache::store(const KeyParts& parts, const StageRecord& stage,
                       const fs::path& folder) const {
  const std::string key = key_of(parts);
  const fs::path temporary =
      folder_ / "stages" / fmt::format("{}{}-{}", temporary_prefix, ::getpid(), ++next_temporary);
  std::error_code ignored;
  try {
    fs::create_directory(temporary);
    write_cache_entry(temporary, key, stage, folder);
    flush_folder(temporary);
    if (std::rename(temporary.c_str(), entry(key).c_str()) != 0) {
      const int error = errno;
      fs::remove_all(temporary, ignored);
      // Another run was faster with the same stage.
      if (error == EEXIST || error == ENOTEMPTY) return;
      throw OutputError(
          fmt::format("cannot rename '{}': {}", temporary.string(), std::strerror(error)));
    }
  } catch (const fs::filesystem_error& error) {
    fs::remove_all(temporary, ignored);
    throw OutputError(
        fmt::format("cannot write '{}': {}", temporary.string(), error.code().message()));
  } catch (const OutputError&) {
    fs::remove_all(temporary, ignored);
    throw;
  }
}

KeyParts StageCache::last_parts(const fs::path& pipeline, const std::string& stage) const {
  const fs::path file = folder_ / "history" / history_name(pipeline, stage);
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return {};
  try {
    return nlohmann::json::parse(read_file(file)).get<KeyParts>();
  } catch (const std::exception&) {
    // It only helps to explain; nothing depends on it.
    return {};
  }
}

void StageCache::note_parts(const fs::path& pipeline, const std::string& stage,
                            const KeyParts& parts) const {
  write_unflushed_file(
      folder_ / "history" / history_name(pipeline, stage),
      nlohmann::json(parts).dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

void StageCache::prune(std::uint64_t bytes) const {
  std::vector<Used> all;
  std::uint64_t total = 0;
  std::error_code gone;
  for (fs::directory_iterator at(folder_ / "stages", gone), end; !gone && at != end;
       at.increment(gone)) {
    if (at->path().filename().string().starts_with(temporary_prefix)) continue;
    std::error_code ignored;
    all.push_back({at->path(), fs::last_write_time(at->path(), ignored), size_of(at->path())});
    total += all.back().bytes;
  }
  std::ranges::sort(all, {}, &Used::when);
  for (const Used& used : all) {
    if (total <= bytes) return;
    std::error_code ignored;
    fs::remove_all(used.entry, ignored);
    total -= used.bytes;
  }
}

}  // namespace lucarne
