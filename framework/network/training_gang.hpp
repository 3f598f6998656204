// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace lucarne::training {

/// A few threads that run many short rounds of tasks. Between rounds they spin for some tens of
/// microseconds before they sleep, because a training step is a round every 0.3 ms and waking a
/// thread costs a tenth of that. Denormal floats count as zero inside tasks: Adam's moments of
/// inputs that are seldom lit decay into them, and arithmetic on denormals is many times slower.
class Gang {
 public:
  /// task(index, worker): worker < n_workers() tells which scratch memory is the task's own.
  using Task = std::function<void(std::uint32_t index, unsigned worker)>;

  /// The calling thread is one of the `n_threads` workers.
  explicit Gang(unsigned n_threads);
  ~Gang();
  Gang(const Gang&) = delete;
  Gang& operator=(const Gang&) = delete;

  unsigned n_workers() const { return static_cast<unsigned>(threads_.size()) + 1; }

  /// Runs task(count - 1) .. task(0), started in that order, and returns when all are done. Which
  /// worker runs which is open. throws: the first exception of a task, once all tasks are over
  void run(std::uint32_t count, const Task& task);

 private:
  void work(unsigned worker);
  void serve(unsigned worker);
  template <class Ready>
  void spin_until(const Ready& ready) const;

  // Round number in the high half, tasks not yet taken in the low half: a worker that was put to
  // sleep between reading and taking cannot take a task of a later round by mistake.
  std::atomic<std::uint64_t> ticket_{0};
  std::atomic<const Task*> task_{nullptr};
  std::atomic<std::uint32_t> n_done_{0};
  std::atomic<std::uint32_t> round_{0};
  std::atomic<bool> stop_{false};
  int n_spins_;
  std::mutex failure_mutex_;
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

}  // namespace lucarne::training
