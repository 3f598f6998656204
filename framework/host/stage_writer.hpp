// SPDX-License-Identifier: MIT
#pragma once

#include "host/observer.hpp"
#include "host/run_folder.hpp"
#include "output/run_record.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace lucarne {

/// Writes the stages' folders, one gnuplot a stage, side by side, while later stages compute.
class StageWriter {
 public:
  StageWriter(const RunFolder& folder, Language language, unsigned n_threads,
              RunObserver& observer);
  ~StageWriter();
  StageWriter(const StageWriter&) = delete;
  StageWriter& operator=(const StageWriter&) = delete;

  /// Queues a stage with results. `stage` must stay where it is until finish() returned; what comes
  /// of drawing is noted in it.
  void add(StageRecord& stage);

  /// Says that no stage will be added, so that the last one's figures may use every thread.
  void close();

  /// Waits until everything is written.
  /// throws: OutputError, the first that any stage met
  void finish();

 private:
  void work();
  void write(StageRecord& stage, std::size_t n_processes);

  const RunFolder& folder_;
  Language language_;
  RunObserver& observer_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<StageRecord*> queue_;
  bool closed_ = false;
  std::size_t n_threads_;
  std::size_t n_busy_;
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

}  // namespace lucarne
