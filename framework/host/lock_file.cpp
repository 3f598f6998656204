// SPDX-License-Identifier: MIT
#include "host/lock.hpp"
#include "output/json_file.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t lock_format = 1;
constexpr std::uint64_t most_lock_bytes = std::uint64_t{16} << 20U;

Json json_of(const LockedTexts& texts) {
  Json json = Json::object();
  for (const auto& [name, text] : texts) json[name] = text;
  return json;
}

LockedTexts texts_in(const Json& json, const char* section) {
  LockedTexts texts;
  const Json& object = object_in(json, section);
  for (const auto& [name, text] : object.items()) {
    if (!text.is_string()) {
      throw Error(
          fmt::format("'{}' in '{}': wanted a text, found {}", name, section, text.type_name()));
    }
    texts.emplace_back(name, text.get<std::string>());
  }
  return texts;
}

Lock lock_of(const Json& json) {
  const std::uint64_t format = count_in(json, "lucarne_lock");
  if (format != lock_format) {
    throw Error(
        fmt::format("wanted a lock of format {}, found {}: it was written by another "
                    "version of Lucarne",
                    lock_format, format));
  }
  Lock lock;
  lock.pipeline = text_in(json, "pipeline");
  lock.seed = count_in(json, "seed");
  lock.environment = texts_in(json, "environment");
  lock.program = texts_in(json, "program");
  for (const auto& [name, plugin] : object_in(json, "plugins").items()) {
    lock.plugins.push_back({name, text_in(plugin, "version"), text_in(plugin, "sha256")});
  }
  lock.network = texts_in(json, "network");
  lock.data = texts_in(json, "data");
  lock.configuration = texts_in(json, "configuration");
  return lock;
}

const std::string* text_of(const LockedTexts& texts, const std::string& name) {
  const auto found = std::ranges::find(texts, name, &LockedTexts::value_type::first);
  return found == texts.end() ? nullptr : &found->second;
}

}  // namespace

std::filesystem::path lock_file_of(const std::filesystem::path& pipeline) {
  return pipeline.parent_path() / (pipeline.stem().string() + ".lock.json");
}

std::string lock_json(const Lock& lock) {
  Json json;
  json["lucarne_lock"] = lock_format;
  json["pipeline"] = lock.pipeline;
  json["seed"] = lock.seed;
  json["environment"] = json_of(lock.environment);
  json["program"] = json_of(lock.program);
  json["plugins"] = Json::object();
  for (const Lock::Plugin& plugin : lock.plugins) {
    json["plugins"][plugin.name] = {{"version", plugin.version}, {"sha256", plugin.sha256}};
  }
  json["network"] = json_of(lock.network);
  json["data"] = json_of(lock.data);
  json["configuration"] = json_of(lock.configuration);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Lock read_lock(const std::filesystem::path& file) {
  const std::string mend = "; write it with 'lucarne lock'";
  std::error_code failed;
  if (!std::filesystem::exists(file, failed)) {
    throw VerificationFailed("wanted the lock '" + file.string() + "', found no such file" + mend);
  }
  try {
    const Json json = read_json_file(file, most_lock_bytes);
    try {
      return lock_of(json);
    } catch (const Error& error) {
      throw Error("'" + file.string() + "' is no valid lock: " + error.what());
    }
  } catch (const Error& error) {
    throw VerificationFailed(error.what() + mend + " again");
  }
}

std::vector<Drift> drift_between(std::string_view kind, const LockedTexts& wanted,
                                 const LockedTexts& found) {
  std::vector<Drift> drift;
  for (const auto& [name, text] : wanted) {
    const std::string* other = text_of(found, name);
    if (other != nullptr && *other == text) continue;
    drift.push_back({fmt::format("{} {}", kind, name), text, other == nullptr ? "" : *other});
  }
  for (const auto& [name, text] : found) {
    if (text_of(wanted, name) == nullptr) {
      drift.push_back({fmt::format("{} {}", kind, name), "", text});
    }
  }
  return drift;
}

}  // namespace lucarne
