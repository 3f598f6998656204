// SPDX-License-Identifier: MIT
#include "host/stage_writer.hpp"

#include "output/drawing.hpp"
#include "output/stage_files.hpp"

#include <chrono>

namespace lucarne {

StageWriter::StageWriter(const RunFolder& folder, Language language, unsigned n_threads,
                         RunObserver& observer)
    : folder_(folder),
      language_(language),
      observer_(observer),
      n_threads_(n_threads),
      n_busy_(n_threads) {
  for (unsigned i = 0; i < n_threads; ++i) threads_.emplace_back([this] { work(); });
}

StageWriter::~StageWriter() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    queue_.clear();
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void StageWriter::add(StageRecord& stage) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(&stage);
  }
  wake_.notify_one();
}

void StageWriter::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  wake_.notify_all();
}

void StageWriter::finish() {
  close();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  if (failure_) std::rethrow_exception(failure_);
}

void StageWriter::work() {
  for (;;) {
    StageRecord* stage = nullptr;
    std::size_t n_processes = 1;
    {
      std::unique_lock lock(mutex_);
      --n_busy_;
      wake_.wait(lock, [this] { return closed_ || !queue_.empty(); });
      if (queue_.empty()) return;
      ++n_busy_;
      stage = queue_.front();
      queue_.pop_front();
      // The last stage's figures would leave the other cores idle.
      if (closed_ && queue_.empty()) n_processes = 1 + n_threads_ - n_busy_;
    }
    try {
      write(*stage, n_processes);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
    }
  }
}

void StageWriter::write(StageRecord& stage, std::size_t n_processes) {
  const auto start = std::chrono::steady_clock::now();
  const std::filesystem::path folder = folder_.begin_stage(stage.id);
  write_stage(*stage.results, folder, language_);
  stage.drawing_problems =
      draw_figures(stage.results->figures(), folder, language_, n_processes).problems;
  for (const std::string& problem : stage.drawing_problems) {
    observer_.warning(stage.id, problem);
  }
  folder_.finish_stage(stage.id);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  stage.drawing_seconds = elapsed.count();
}

}  // namespace lucarne
