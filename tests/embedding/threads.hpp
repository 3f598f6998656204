// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/parallel.hpp"

#include <thread>
#include <vector>

/// A parallel_for whose tasks are dealt to threads in turn, last first: as different as possible
/// from `serial`.
inline embedding::ParallelFor on_threads(arma::uword n_threads) {
  return [n_threads](arma::uword count, const std::function<void(arma::uword)>& task) {
    std::vector<std::thread> threads;
    for (arma::uword t = 0; t < n_threads; ++t) {
      threads.emplace_back([&, t] {
        for (arma::uword i = t; i < count; i += n_threads) task(count - 1 - i);
      });
    }
    for (std::thread& thread : threads) thread.join();
  };
}
