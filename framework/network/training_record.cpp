// SPDX-License-Identifier: MIT
#include "network/training.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace lucarne {
namespace {

const char* name_of(Optimizer optimizer) {
  switch (optimizer) {
    case Optimizer::sgd: return "sgd";
    case Optimizer::momentum: return "momentum";
    case Optimizer::adam: return "adam";
  }
  return "unknown";
}

}  // namespace

std::string training_record(const TrainingSpec& spec, std::uint64_t seed,
                            const std::vector<EpochRecord>& epochs) {
  nlohmann::ordered_json record;
  record["hidden"] = spec.hidden;
  record["optimizer"] = name_of(spec.optimizer);
  record["learning_rate"] = spec.learning_rate;
  if (spec.optimizer == Optimizer::momentum) record["momentum"] = spec.momentum;
  record["batch_size"] = spec.batch_size;
  record["averaged_tail"] = spec.averaged_tail;
  record["seed"] = seed;
  record["epochs"] = nlohmann::ordered_json::array();
  for (const EpochRecord& epoch : epochs) {
    nlohmann::ordered_json one;
    one["loss"] = epoch.loss;
    one["train_accuracy"] = epoch.train_accuracy;
    // JSON has no NaN: without a validation split the key is absent.
    if (!std::isnan(epoch.validation_accuracy)) {
      one["validation_accuracy"] = epoch.validation_accuracy;
    }
    record["epochs"].push_back(one);
  }
  return record.dump();
}

std::vector<std::string> training_differences(const std::string& record, const TrainingSpec& spec,
                                              std::uint64_t seed) {
  const auto before = nlohmann::ordered_json::parse(record, nullptr, false);
  if (!before.is_object()) return {};
  auto now = nlohmann::ordered_json::parse(training_record(spec, seed, {}));
  std::vector<std::string> differences;
  const auto compare = [&differences](const std::string& key, const nlohmann::ordered_json& was,
                                      const nlohmann::ordered_json& is) {
    if (was != is) differences.push_back(key + " " + was.dump() + ", now " + is.dump());
  };
  for (const auto& [key, value] : now.items()) {
    if (key != "epochs" && before.contains(key)) compare(key, before.at(key), value);
  }
  if (before.contains("epochs") && before.at("epochs").is_array()) {
    compare("epochs", before.at("epochs").size(), spec.epochs);
  }
  return differences;
}

}  // namespace lucarne
