// SPDX-License-Identifier: MIT
#include "host/worker_pool.hpp"

#include <immintrin.h>

#include <algorithm>
#include <utility>

namespace lucarne {
namespace {

// About 40 microseconds: longer than the gap between two steps of an iterative method, far shorter
// than what a busy machine would notice.
constexpr int polls_before_sleep = 800;

thread_local bool inside_task = false;

}  // namespace

WorkerPool::WorkerPool(unsigned n_threads, const std::function<void()>& on_start) {
  for (unsigned i = 1; i < n_threads; ++i) {
    threads_.emplace_back([this, on_start] {
      if (on_start) on_start();
      wait_until([this] { return stopping_; }, true);
    });
  }
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changes_.fetch_add(1);
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void WorkerPool::parallel_for(arma::uword count, const std::function<void(arma::uword)>& task) {
  if (threads_.empty() || count < 2) {
    for (arma::uword i = 0; i < count; ++i) task(i);
    return;
  }
  const bool outer = !inside_task;
  std::unique_lock turn(turn_, std::defer_lock);
  if (outer) turn.lock();
  Job job{.task = task, .count = count, .failure = {}};
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(&job);
    changes_.fetch_add(1);
  }
  changed_.notify_all();
  take_tasks(job);
  {
    const std::lock_guard lock(mutex_);
    std::erase(jobs_, &job);
  }
  // From here nobody can enter; those inside are busy with the last tasks. What they hand out is
  // this job's own work; an inner call does not help, since it could be held up by an outer task.
  wait_until([&job] { return job.helpers == 0; }, outer);
  if (job.failure) std::rethrow_exception(std::exchange(job.failure, nullptr));
}

WorkerPool::Job* WorkerPool::open_job() {
  const auto open =
      std::ranges::find_if(jobs_, [](const Job* job) { return job->next.load() < job->count; });
  return open == jobs_.end() ? nullptr : *open;
}

void WorkerPool::wait_until(const std::function<bool()>& over, bool helps) {
  std::unique_lock lock(mutex_);
  while (!over()) {
    Job* const job = helps ? open_job() : nullptr;
    if (job != nullptr) {
      ++job->helpers;
      lock.unlock();
      take_tasks(*job);
      lock.lock();
      if (--job->helpers == 0) {
        changes_.fetch_add(1);
        changed_.notify_all();
      }
      continue;
    }
    const std::uint64_t seen = changes_.load();
    lock.unlock();
    for (int poll = 0; poll < polls_before_sleep && changes_.load() == seen; ++poll) _mm_pause();
    lock.lock();
    changed_.wait(lock, [&] { return changes_.load() != seen; });
  }
}

void WorkerPool::take_tasks(Job& job) {
  const bool outer = std::exchange(inside_task, true);
  for (;;) {
    const arma::uword i = job.next.fetch_add(1);
    if (i >= job.count) break;
    try {
      job.task(i);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!job.failure) job.failure = std::current_exception();
      job.next.store(job.count);
    }
  }
  inside_task = outer;
}

}  // namespace lucarne
