// SPDX-License-Identifier: MIT
#include "cli/log_line.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace lucarne {

std::string log_line(const std::string& level, const std::string& message,
                     const LogDetails& details) {
  nlohmann::ordered_json json;
  json["level"] = level;
  if (!details.stage.empty()) json["stage"] = details.stage;
  json["message"] = message;
  if (details.progress) json["progress"] = *details.progress;
  if (details.epoch > 0) json["epoch"] = details.epoch;
  if (details.record != nullptr) {
    json["loss"] = details.record->loss;
    json["train_accuracy"] = details.record->train_accuracy;
    // JSON has no NaN: without a validation split the key is absent.
    if (!std::isnan(details.record->validation_accuracy)) {
      json["validation_accuracy"] = details.record->validation_accuracy;
    }
  }
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace lucarne
