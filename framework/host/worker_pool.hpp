// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace lucarne {

/// The threads that compute. They sleep when there is nothing to do; after a task they look for the
/// next one for a moment first, because iterative methods hand out work every 100 microseconds.
class WorkerPool {
 public:
  /// The calling thread is one of the `n_threads`. Each of the others calls `on_start` first.
  explicit WorkerPool(unsigned n_threads, const std::function<void()>& on_start = {});
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  unsigned n_threads() const { return static_cast<unsigned>(threads_.size()) + 1; }

  /// Runs task(0) .. task(count - 1); which thread runs which is open. Returns when all are done
  /// and rethrows the first exception. Calls from several threads take turns; a call from inside a
  /// task is served at once, by the calling thread and by those that have nothing else to do.
  void parallel_for(arma::uword count, const std::function<void(arma::uword)>& task);

 private:
  // One call of parallel_for; it lives on the caller's stack.
  struct Job {
    const std::function<void(arma::uword)>& task;
    arma::uword count;
    std::atomic<arma::uword> next{0};
    unsigned helpers = 0;        // threads inside without the caller's, under mutex_
    std::exception_ptr failure;  // likewise
  };

  void take_tasks(Job& job);
  Job* open_job();
  // Until `over`, which is asked under the lock; meanwhile takes tasks of others where it `helps`.
  void wait_until(const std::function<bool()>& over, bool helps);

  std::vector<std::thread> threads_;
  std::mutex turn_;  // one parallel_for from outside at a time

  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<std::uint64_t> changes_{0};  // something to do, or something done
  bool stopping_ = false;
  std::vector<Job*> jobs_;  // outer ones before those begun inside their tasks
};

}  // namespace lucarne
