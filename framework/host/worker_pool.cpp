// SPDX-License-Identifier: MIT
#include "host/worker_pool.hpp"

#include <immintrin.h>

namespace lucarne {
namespace {

// About 20 microseconds: longer than the gap between two steps of an iterative method, far shorter
// than what a busy machine would notice.
constexpr int polls_before_sleep = 400;

thread_local bool inside_task = false;

}  // namespace

WorkerPool::WorkerPool(unsigned n_threads, const std::function<void()>& on_start) {
  for (unsigned i = 1; i < n_threads; ++i) {
    threads_.emplace_back([this, on_start] {
      if (on_start) on_start();
      work();
    });
  }
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    round_.fetch_add(1);
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void WorkerPool::parallel_for(arma::uword count, const std::function<void(arma::uword)>& task) {
  if (inside_task || threads_.empty() || count < 2) {
    for (arma::uword i = 0; i < count; ++i) task(i);
    return;
  }
  const std::lock_guard turn(turn_);
  {
    const std::lock_guard lock(mutex_);
    task_ = &task;
    count_ = count;
    failure_ = nullptr;
    next_.store(0);
    busy_.store(static_cast<unsigned>(threads_.size()));
    round_.fetch_add(1);
  }
  wake_.notify_all();
  take_tasks();
  for (int poll = 0; poll < polls_before_sleep && busy_.load() > 0; ++poll) _mm_pause();
  std::unique_lock lock(mutex_);
  done_.wait(lock, [this] { return busy_.load() == 0; });
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void WorkerPool::work() {
  std::uint64_t seen = 0;
  for (;;) {
    for (int poll = 0; poll < polls_before_sleep && round_.load() == seen; ++poll) _mm_pause();
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return round_.load() != seen; });
      if (stopping_) return;
      seen = round_.load();
    }
    take_tasks();
    const std::lock_guard lock(mutex_);
    if (busy_.fetch_sub(1) == 1) done_.notify_one();
  }
}

void WorkerPool::take_tasks() {
  inside_task = true;
  for (;;) {
    const arma::uword i = next_.fetch_add(1);
    if (i >= count_) break;
    try {
      (*task_)(i);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      next_.store(count_);
    }
  }
  inside_task = false;
}

}  // namespace lucarne
