// SPDX-License-Identifier: MIT
#pragma once

#include "host/job.hpp"
#include "host/output_guard.hpp"
#include "host/sweeper.hpp"
#include "output/run_record.hpp"

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace lucarne {

/// Runs the stages of a plan one after the other, each on all threads. Stages that need no sweep
/// come first, so that their figures are drawn while the data is still being read; then each split
/// is swept once for all, and stages follow as soon as what they wait for is there.
class Schedule {
 public:
  Schedule(Job& job, RunObserver& observer);

  /// Calls `finished` for each stage that has results, on the calling thread.
  /// throws: Cancelled, DataError
  void run(const std::function<void(StageRecord&)>& finished);

  const std::deque<StageRecord>& records() const { return records_; }

 private:
  enum class State { waiting, done, failed };
  struct Running {
    PlannedStage* stage;
    StageRecord* record;
    State state = State::waiting;
    std::vector<SweepOutcome> outcomes;  // one per sweep of the stage
    std::vector<bool> swept;
  };

  bool ready(const Running& running) const;
  void run_ready_stages(const std::function<void(StageRecord&)>& finished);
  void sweep(const std::string& split);
  void execute(Running& running);
  void fail(Running& running, const std::string& error);
  void keep_products(Running& running);

  Job& job_;
  RunObserver& observer_;
  OutputGuard guard_;
  std::deque<Running> running_;
  std::deque<StageRecord> records_;
  std::deque<Results> results_;
};

}  // namespace lucarne
