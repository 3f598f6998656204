// SPDX-License-Identifier: MIT
#include "host/explain_cache.hpp"

#include "host/stage_cache.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lucarne {
namespace {

using Way = StageFate::Way;

// The stage before it that is not cached, or nullptr.
const StageFate* unknown_need(const PlannedStage& stage, const std::vector<StageFate>& fates) {
  for (const std::size_t need : stage.needs) {
    if (fates[need].way != Way::cached) return &fates[need];
  }
  return nullptr;
}

std::vector<std::string> reasons_to_compute(const Job& job, const StageCache& cache,
                                            const std::string& stage, const KeyParts& parts,
                                            const std::string& damage) {
  if (!damage.empty()) return {"its entry in the cache was damaged (" + damage + ")"};
  const KeyParts last = cache.last_parts(job.pipeline().file, stage);
  if (last.empty()) return {"it has not run in this pipeline before"};
  std::vector<std::string> changes = differences(last, parts);
  if (changes.empty()) changes.push_back("its entry is no longer in the cache");
  return changes;
}

}  // namespace

std::vector<StageFate> explain_cache(Job& job) {
  std::vector<StageFate> fates;
  const StageCache* cache = job.cache();
  const std::string none = cache == nullptr   ? "there is no cache"
                           : job.must_train() ? "the network must be trained first"
                                              : "";
  std::optional<KeyMaker> keys;
  if (none.empty()) keys.emplace(job);
  for (const auto& stage : job.plan().stages) {
    StageFate fate{stage->spec->id, Way::computed, {}};
    if (!none.empty()) {
      fate.reasons = {none};
    } else if (const StageFate* need = unknown_need(*stage, fates); need != nullptr) {
      fate.way = Way::open;
      fate.reasons = {
          fmt::format("it needs a product of '{}', which is computed first", need->stage)};
    } else {
      const KeyParts parts = keys->parts(*stage);
      std::string damage;
      const auto found = cache->find(key_of(parts), damage);
      if (found) {
        fate.way = Way::cached;
        for (const auto& [name, items] : found->results.products()) {
          job.shared().products[stage->spec->id + "." + name] = items;
        }
      } else {
        fate.reasons = reasons_to_compute(job, *cache, fate.stage, parts, damage);
      }
    }
    fates.push_back(std::move(fate));
  }
  return fates;
}

std::string to_string(const StageFate& fate) {
  switch (fate.way) {
    case Way::cached: return "cached: its results are taken from the cache";
    case Way::computed: return fmt::format("computed: {}", fmt::join(fate.reasons, "; "));
    case Way::open: return fmt::format("open: {}", fmt::join(fate.reasons, "; "));
  }
  return "";
}

}  // namespace lucarne
