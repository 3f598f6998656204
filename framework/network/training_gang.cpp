// SPDX-License-Identifier: MIT
#include "network/training_gang.hpp"

#include <utility>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace lucarne::training {
namespace {

#if defined(__SSE2__)
class DenormalsAsZero {
 public:
  DenormalsAsZero() : before_(_mm_getcsr()) {
    _mm_setcsr(before_ | _MM_FLUSH_ZERO_ON | _MM_DENORMALS_ZERO_ON);
  }
  ~DenormalsAsZero() { _mm_setcsr(before_); }
  DenormalsAsZero(const DenormalsAsZero&) = delete;
  DenormalsAsZero& operator=(const DenormalsAsZero&) = delete;

 private:
  unsigned before_;
};
void pause() { _mm_pause(); }
#else
struct DenormalsAsZero {
  DenormalsAsZero() {}
  ~DenormalsAsZero() {}
};
void pause() {}
#endif

constexpr std::uint64_t tasks_mask = 0xFFFFFFFF;

}  // namespace

Gang::Gang(unsigned n_threads)
    // About 50 microseconds. Threads beyond the cores only take time from those that work.
    : n_spins_(n_threads <= std::thread::hardware_concurrency() ? 2000 : 0) {
  for (unsigned worker = 1; worker < n_threads; ++worker) {
    threads_.emplace_back([this, worker] { serve(worker); });
  }
}

Gang::~Gang() {
  stop_ = true;
  ++round_;
  round_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Gang::run(std::uint32_t count, const Task& task) {
  const DenormalsAsZero guard;
  task_.store(&task, std::memory_order_relaxed);
  n_done_.store(0, std::memory_order_relaxed);
  const std::uint64_t round = (ticket_.load(std::memory_order_relaxed) >> 32) + 1;
  ticket_.store((round << 32) | count);
  ++round_;
  round_.notify_all();
  work(0);
  spin_until([&] { return n_done_.load(std::memory_order_acquire) == count; });
  for (std::uint32_t done = n_done_; done != count; done = n_done_) n_done_.wait(done);
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Gang::work(unsigned worker) {
  std::uint64_t ticket = ticket_.load();
  while ((ticket & tasks_mask) > 0) {
    const Task* task = task_.load(std::memory_order_relaxed);
    if (!ticket_.compare_exchange_weak(ticket, ticket - 1)) continue;
    // From here on this round cannot end, and `task` was its task, before n_done_ grows.
    try {
      (*task)(static_cast<std::uint32_t>(ticket & tasks_mask) - 1, worker);
    } catch (...) {
      const std::lock_guard lock(failure_mutex_);
      if (!failure_) failure_ = std::current_exception();
    }
    ++n_done_;
    n_done_.notify_one();
    ticket = ticket_.load();
  }
}

void Gang::serve(unsigned worker) {
  const DenormalsAsZero guard;
  std::uint32_t seen = 0;
  while (!stop_) {
    round_.wait(seen);
    seen = round_;
    work(worker);
    spin_until([&] { return round_.load(std::memory_order_acquire) != seen; });
  }
}

template <class Ready>
void Gang::spin_until(const Ready& ready) const {
  for (int i = 0; i < n_spins_ && !ready(); ++i) pause();
}

}  // namespace lucarne::training
