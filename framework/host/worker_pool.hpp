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
  /// task runs its tasks on the calling thread.
  void parallel_for(arma::uword count, const std::function<void(arma::uword)>& task);

 private:
  void work();
  void take_tasks();

  std::vector<std::thread> threads_;
  std::mutex turn_;  // one parallel_for at a time

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  std::atomic<std::uint64_t> round_{0};
  bool stopping_ = false;

  const std::function<void(arma::uword)>* task_ = nullptr;
  arma::uword count_ = 0;
  std::atomic<arma::uword> next_{0};
  std::atomic<unsigned> busy_{0};
  std::exception_ptr failure_;
};

}  // namespace lucarne
