// SPDX-License-Identifier: MIT
#include "host/plugin.hpp"

#include <map>

namespace lucarne {
namespace {

std::map<std::string, std::string> fields_of(const std::string& fingerprint) {
  std::map<std::string, std::string> fields;
  std::size_t begin = 0;
  for (std::size_t end = fingerprint.find(';'); end != std::string::npos;
       begin = end + 1, end = fingerprint.find(';', begin)) {
    const std::string field = fingerprint.substr(begin, end - begin);
    const std::size_t equals = field.find('=');
    if (equals != std::string::npos) fields[field.substr(0, equals)] = field.substr(equals + 1);
  }
  return fields;
}

}  // namespace

std::string abi_difference(const std::string& ours, const std::string& theirs) {
  std::string text;
  const std::map<std::string, std::string> found = fields_of(theirs);
  for (const auto& [field, wanted] : fields_of(ours)) {
    const auto at = found.find(field);
    if (at != found.end() && at->second == wanted) continue;
    if (!text.empty()) text += ", ";
    text += field + (field == "headers" ? " (digest of the SDK's headers)" : "") + " wanted " +
            wanted + ", found " + (at == found.end() ? "none" : at->second);
  }
  return text;
}

}  // namespace lucarne
