// SPDX-License-Identifier: MIT
#include "output/json_file.hpp"

#include "output/files.hpp"

#include <fmt/format.h>

#include <limits>

namespace lucarne {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr int deepest = 32;

const OrderedJson& value_in(const OrderedJson& object, const char* key, const char* wanted,
                            bool (OrderedJson::*fits)() const noexcept) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (found == object.end()) throw Error(fmt::format("the key '{}' is missing", key));
  if (!((*found).*fits)()) {
    throw Error(fmt::format("'{}': wanted {}, found {}", key, wanted, found->type_name()));
  }
  return *found;
}

}  // namespace

OrderedJson read_json_file(const std::filesystem::path& file, std::uint64_t most_bytes) {
  std::error_code failed;
  // A link could lead anywhere, a pipe would be waited for without end.
  if (std::filesystem::symlink_status(file, failed).type() != std::filesystem::file_type::regular) {
    throw Error(fmt::format("'{}' is no regular file", file.string()));
  }
  const std::uintmax_t bytes = std::filesystem::file_size(file, failed);
  if (!failed && bytes > most_bytes) {
    throw Error(
        fmt::format("'{}': wanted at most {} bytes, found {}", file.string(), most_bytes, bytes));
  }
  const std::string text = read_file(file);
  // Thrown by the callback, so that nothing deep is ever built.
  const auto bounded = [&file](int depth, OrderedJson::parse_event_t, OrderedJson&) {
    if (depth > deepest) {
      throw Error(fmt::format("'{}': nested deeper than {} levels", file.string(), deepest));
    }
    return true;
  };
  try {
    return OrderedJson::parse(text, bounded);
  } catch (const OrderedJson::parse_error& error) {
    throw Error(fmt::format("'{}' is damaged: no valid JSON at byte {} of {}", file.string(),
                            error.byte, text.size()));
  } catch (const OrderedJson::exception& error) {  // a number beyond double's range
    throw Error(fmt::format("'{}' is damaged: {}", file.string(), error.what()));
  }
}

std::string text_in(const OrderedJson& object, const char* key) {
  return value_in(object, key, "a text", &OrderedJson::is_string).get<std::string>();
}

bool flag_in(const OrderedJson& object, const char* key) {
  return value_in(object, key, "true or false", &OrderedJson::is_boolean).get<bool>();
}

std::uint64_t count_in(const OrderedJson& object, const char* key) {
  return value_in(object, key, "a count", &OrderedJson::is_number_unsigned).get<std::uint64_t>();
}

double number_in(const OrderedJson& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (found == object.end()) throw Error(fmt::format("the key '{}' is missing", key));
  double number = 0;
  if (reads_as_number(*found, number)) return number;
  throw Error(fmt::format("'{}': wanted a number, found {}", key, found->type_name()));
}

const OrderedJson& object_in(const OrderedJson& object, const char* key) {
  return value_in(object, key, "an object", &OrderedJson::is_object);
}

const OrderedJson& list_in(const OrderedJson& object, const char* key) {
  return value_in(object, key, "a list", &OrderedJson::is_array);
}

bool reads_as_number(const OrderedJson& value, double& number) {
  if (value.is_number()) {
    number = value.get<double>();
    return true;
  }
  if (!value.is_string()) return false;
  const auto& word = value.get_ref<const std::string&>();
  if (word == "NaN") {
    number = std::numeric_limits<double>::quiet_NaN();
  } else if (word == "Infinity" || word == "-Infinity") {
    number = std::numeric_limits<double>::infinity() * (word.front() == '-' ? -1 : 1);
  } else {
    return false;
  }
  return true;
}

}  // namespace lucarne
