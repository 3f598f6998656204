// SPDX-License-Identifier: MIT
#include "host/cache_entry.hpp"

#include "output/files.hpp"
#include "output/results_archive.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace lucarne {
namespace {

namespace fs = std::filesystem;
using EntryJson = nlohmann::ordered_json;

constexpr const char* entry_name = "entry.json";
constexpr const char* results_name = "results.bin";
constexpr const char* files_name = "files";

// The entry's own text holds the digest of all else, so its own damage must show too.
std::string sealed(const EntryJson& json) {
  const std::string body = json.dump(1, ' ', false, EntryJson::error_handler_t::replace);
  return sha256_of(body) + "\n" + body;
}

EntryJson unsealed(const fs::path& file) {
  const std::string text = read_file(file);
  constexpr std::size_t digest_size = 64;
  if (text.size() < digest_size + 1 ||
      sha256_of(std::string_view(text).substr(digest_size + 1)) != text.substr(0, digest_size)) {
    throw Error(fmt::format("'{}' is damaged", file.string()));
  }
  return EntryJson::parse(std::string_view(text).substr(digest_size + 1));
}

void check_digest(const fs::path& file, const std::string& wanted) {
  if (sha256_of_file(file) == wanted) return;
  throw Error(fmt::format("'{}' is not what was stored", file.string()));
}

}  // namespace

void write_cache_entry(const fs::path& folder, const std::string& key, const StageRecord& stage,
                       const fs::path& stage_folder) {
  const std::vector<std::byte> results = bytes_of(*stage.results);
  const std::string_view bytes(reinterpret_cast<const char*>(results.data()), results.size());
  write_unflushed_file(folder / results_name, bytes);
  fs::create_directory(folder / files_name);
  EntryJson json;
  json["key"] = key;
  json["warnings"] = stage.warnings;
  json["compute_seconds"] = stage.compute_seconds;
  json["drawing_seconds"] = stage.drawing_seconds;
  json["results"] = sha256_of(bytes);
  json["files"] = EntryJson::object();
  for (const FileRecord& file : files_under(stage_folder)) {
    fs::copy_file(stage_folder / file.path, folder / files_name / file.path);
    json["files"][file.path] = file.sha256;
  }
  write_unflushed_file(folder / entry_name, sealed(json));
}

CachedStage read_cache_entry(const fs::path& folder, const std::string& key) {
  const EntryJson json = unsealed(folder / entry_name);
  if (json.at("key") != key) throw Error("entry.json belongs to another key");
  CachedStage stage;
  stage.warnings = json.at("warnings").get<std::vector<std::string>>();
  stage.compute_seconds = json.at("compute_seconds");
  stage.drawing_seconds = json.at("drawing_seconds");
  stage.files = folder / files_name;
  for (const auto& [name, digest] : json.at("files").items()) {
    check_digest(stage.files / name, digest.get<std::string>());
    stage.names.push_back(name);
  }
  const std::string bytes = read_file(folder / results_name);
  if (sha256_of(bytes) != json.at("results").get<std::string>()) {
    throw Error(fmt::format("'{}' is not what was stored", (folder / results_name).string()));
  }
  read_results(std::as_bytes(std::span(bytes)), stage.results);
  return stage;
}

}  // namespace lucarne
