// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <future>

namespace lucarne {

/// Runs task(0) .. task(count - 1) on the caller's thread and another one, for work on files while
/// the threads that compute have gone. The first exception of either is rethrown.
template <class Task>
void on_two_threads(std::size_t count, const Task& task) {
  std::atomic<std::size_t> next{0};
  const auto some = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++) task(i);
    } catch (...) {
      next = count;
      throw;
    }
  };
  std::future<void> other = std::async(std::launch::async, some);
  some();  // where this throws, the future waits for the other one
  other.get();
}

}  // namespace lucarne
