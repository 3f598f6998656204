// SPDX-License-Identifier: MIT
#pragma once

#include "host/finished_stage.hpp"
#include "host/observer.hpp"
#include "host/run_folder.hpp"
#include "host/stage_cache.hpp"
#include "output/drawing_pool.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace lucarne {

/// Writes the stages' folders, side by side, while later stages compute, has their figures drawn,
/// and keeps what was computed in the cache.
class StageWriter {
 public:
  /// cache: null where nothing is kept
  StageWriter(const RunFolder& folder, const Pipeline& pipeline, const StageCache* cache,
              DrawingPool& drawing, unsigned n_threads, RunObserver& observer);
  ~StageWriter();
  StageWriter(const StageWriter&) = delete;
  StageWriter& operator=(const StageWriter&) = delete;

  /// Queues a stage with results. Its record must stay where it is until finish() returned; what
  /// comes of drawing is noted in it.
  void add(FinishedStage stage);

  /// Waits until everything is written.
  /// throws: OutputError, the first that any stage met
  void finish();

 private:
  void work();
  void write(const FinishedStage& stage);
  void keep(const FinishedStage& stage);

  const RunFolder& folder_;
  const Pipeline& pipeline_;
  const StageCache* cache_;
  DrawingPool& drawing_;
  RunObserver& observer_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<FinishedStage> queue_;
  bool closed_ = false;
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

}  // namespace lucarne
