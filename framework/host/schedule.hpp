// SPDX-License-Identifier: MIT
#pragma once

#include "host/finished_stage.hpp"
#include "host/job.hpp"
#include "host/output_guard.hpp"
#include "host/sweeper.hpp"
#include "output/run_record.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lucarne {

/// Runs the stages of a plan one after the other, each on all threads. Stages that need no sweep
/// come first, so that their figures are drawn while the data is still being read; then each split
/// is swept once for all, and stages follow as soon as what they wait for is there. A stage that
/// the cache knows takes no part: its results are taken over before anything is read.
class Schedule {
 public:
  Schedule(Job& job, RunObserver& observer);

  /// Calls `finished` for each stage that has results, on the calling thread.
  /// throws: Cancelled, DataError, OutputError
  void run(const std::function<void(FinishedStage)>& finished);

  const std::deque<StageRecord>& records() const { return records_; }
  /// Whether the user stopped it and a stage left results nevertheless: see Results::stopped_early.
  bool stopped() const { return stopped_; }

 private:
  enum class State { waiting, done, failed };
  struct Running {
    PlannedStage* stage;
    StageRecord* record;
    State state = State::waiting;
    std::vector<SweepOutcome> outcomes;  // one per sweep of the stage
    std::vector<bool> swept;
    KeyParts parts;  // empty: no cache, or its products are not yet known
  };

  bool ready(const Running& running) const;
  bool needs_are_done(const Running& running) const;
  void take_cached_stages();
  bool take_from_cache(Running& running);
  void run_ready_stages();
  void sweep(const std::string& split);
  void execute(Running& running);
  void fail(Running& running, const std::string& error);
  void fail(Running& running, const StageCrashed& crash);
  void keep_products(Running& running);
  void mark_stopped(Running& running, const Text& how_far);

  Job& job_;
  std::optional<KeyMaker> keys_;  // none: no cache
  std::function<void(FinishedStage)> finished_;
  RunObserver& observer_;
  OutputGuard guard_;
  std::deque<Running> running_;
  std::deque<StageRecord> records_;
  std::deque<Results> results_;
  bool stopped_ = false;  // the user asked for it, and a stage left what it had
};

}  // namespace lucarne
