// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/results.hpp>

#include <nlohmann/json.hpp>

#include <string>

namespace lucarne {

/// What results.json holds. The bytes of arrays are not in it.
nlohmann::ordered_json results_json(const Results& results, Language language);

/// With two blanks a level; what holds only plain values (a scalar, a row of a table) stays on one
/// line, so that two runs compare line by line. Texts that are no UTF-8 are mended.
std::string json_text(const nlohmann::ordered_json& json);

}  // namespace lucarne
