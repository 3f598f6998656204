// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/error.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <string>

namespace lucarne {

/// JSON from a file that anybody may have written. Keys keep their order.
/// throws: Error naming the file, for what is no regular file, larger than `most_bytes`, no JSON,
/// or nested deeper than anything that Lucarne writes
nlohmann::ordered_json read_json_file(const std::filesystem::path& file, std::uint64_t most_bytes);

/// Values of a JSON document, typed strictly: a number is never read from a text, nor a count from
/// a negative number or a fraction. throws: Error naming the key and what was wanted
std::string text_in(const nlohmann::ordered_json& object, const char* key);
bool flag_in(const nlohmann::ordered_json& object, const char* key);
std::uint64_t count_in(const nlohmann::ordered_json& object, const char* key);
/// "NaN", "Infinity" and "-Infinity" are numbers, as stage_files.hpp writes them.
double number_in(const nlohmann::ordered_json& object, const char* key);
const nlohmann::ordered_json& object_in(const nlohmann::ordered_json& object, const char* key);
const nlohmann::ordered_json& list_in(const nlohmann::ordered_json& object, const char* key);

/// A number, or one of its three words; nothing else is one.
bool reads_as_number(const nlohmann::ordered_json& value, double& number);

}  // namespace lucarne
