// SPDX-License-Identifier: MIT
#include "host/stage_writer.hpp"

#include "output/files.hpp"
#include "output/stage_files.hpp"

#include <chrono>

namespace lucarne {

StageWriter::StageWriter(const RunFolder& folder, const Pipeline& pipeline, const StageCache* cache,
                         DrawingPool& drawing, unsigned n_threads, RunObserver& observer)
    : folder_(folder), pipeline_(pipeline), cache_(cache), drawing_(drawing), observer_(observer) {
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

void StageWriter::add(FinishedStage stage) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(stage));
  }
  wake_.notify_one();
}

void StageWriter::finish() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  if (failure_) std::rethrow_exception(failure_);
}

void StageWriter::work() {
  for (;;) {
    FinishedStage stage;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return closed_ || !queue_.empty(); });
      if (queue_.empty()) return;
      stage = std::move(queue_.front());
      queue_.pop_front();
    }
    try {
      write(stage);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
    }
  }
}

void StageWriter::write(const FinishedStage& stage) {
  StageRecord& record = *stage.record;
  const std::filesystem::path folder = folder_.begin_stage(record.id);
  if (record.cached) {
    copy_files(stage.cached_files, stage.cached_names, folder);
    folder_.finish_stage(record.id);
    keep(stage);
    return;
  }
  const auto start = std::chrono::steady_clock::now();
  write_stage(*record.results, folder, pipeline_.language);
  record.drawing_problems =
      drawing_.draw(record.results->figures(), folder, pipeline_.language).problems;
  for (const std::string& problem : record.drawing_problems) observer_.warning(record.id, problem);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  record.drawing_seconds = elapsed.count();
  folder_.finish_stage(record.id);
  keep(stage);
}

// The run is whole without its cache, but the user should know that the next one will not be
// faster.
void StageWriter::keep(const FinishedStage& stage) {
  const StageRecord& record = *stage.record;
  if (cache_ == nullptr || stage.parts.empty() || !record.drawing_problems.empty()) return;
  try {
    if (!record.cached) cache_->store(stage.parts, record, folder_.working() / record.id);
    cache_->note_parts(pipeline_.file, record.id, stage.parts);
  } catch (const OutputError& failure) {
    observer_.warning(record.id, std::string("not kept in the cache: ") + failure.what());
  }
}

}  // namespace lucarne
