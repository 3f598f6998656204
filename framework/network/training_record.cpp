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

}  // namespace lucarne
