// SPDX-License-Identifier: MIT
#pragma once

#include "host/finished_stage.hpp"
#include "host/observer.hpp"
#include "host/run_folder.hpp"
#include "host/stage_cache.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace lucarne {

/// Writes the stages' folders, one gnuplot a stage, side by side, while later stages compute, and
/// keeps what was computed in the cache.
class StageWriter {
 public:
  /// cache: null where nothing is kept
  StageWriter(const RunFolder& folder, const Pipeline& pipeline, const StageCache* cache,
              unsigned n_threads, RunObserver& observer);
  ~StageWriter();
  StageWriter(const StageWriter&) = delete;
  StageWriter& operator=(const StageWriter&) = delete;

  /// Queues a stage with results. Its record must stay where it is until finish() returned; what
  /// comes of drawing is noted in it.
  void add(FinishedStage stage);

  /// Says that no stage will be added, so that the last one's figures may use every thread.
  void close();

  /// Waits until everything is written.
  /// throws: OutputError, the first that any stage met
  void finish();

 private:
  void work();
  void write(const FinishedStage& stage, std::size_t n_processes);
  void keep(const FinishedStage& stage);

  const RunFolder& folder_;
  const Pipeline& pipeline_;
  const StageCache* cache_;
  RunObserver& observer_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<FinishedStage> queue_;
  bool closed_ = false;
  std::size_t n_threads_;
  std::size_t n_busy_;
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

}  // namespace lucarne
