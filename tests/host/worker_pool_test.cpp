// SPDX-License-Identifier: MIT
#include "host/worker_pool.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>
#include <thread>

using lucarne::WorkerPool;

TEST_CASE("every task runs exactly once", "[worker pool]") {
  for (const unsigned n_threads : {1U, 2U, 4U}) {
    WorkerPool pool(n_threads);
    CHECK(pool.n_threads() == n_threads);
    for (const arma::uword count : {0U, 1U, 2U, 1000U}) {
      std::vector<std::atomic<int>> runs(count);
      pool.parallel_for(count, [&](arma::uword i) { ++runs[i]; });
      for (const auto& n : runs) REQUIRE(n == 1);
    }
  }
}

TEST_CASE("many short rounds follow one another", "[worker pool]") {
  WorkerPool pool(4);
  std::atomic<int> total{0};
  for (int round = 0; round < 5000; ++round) pool.parallel_for(4, [&](arma::uword) { ++total; });
  CHECK(total == 20000);
}

TEST_CASE("the first exception of a task reaches the caller and the pool lives on",
          "[worker pool]") {
  WorkerPool pool(3);
  CHECK_THROWS_WITH(pool.parallel_for(100,
                                      [](arma::uword i) {
                                        if (i == 50) throw std::runtime_error("task 50");
                                      }),
                    "task 50");
  std::atomic<int> runs{0};
  pool.parallel_for(10, [&](arma::uword) { ++runs; });
  CHECK(runs == 10);
}

TEST_CASE("a call from inside a task is served by the threads that are idle", "[worker pool]") {
  WorkerPool pool(4);
  // All four must be inside at once: a call that one thread served alone would wait for ever.
  std::atomic<int> inside{0};
  pool.parallel_for(2, [&](arma::uword outer) {
    if (outer == 0) return;
    pool.parallel_for(4, [&](arma::uword) {
      ++inside;
      while (inside < 4) std::this_thread::yield();
    });
  });
  CHECK(inside == 4);
}

TEST_CASE("calls from inside tasks go on side by side, many times and in several layers",
          "[worker pool]") {
  for (const unsigned n_threads : {1U, 2U, 3U}) {
    WorkerPool pool(n_threads);
    std::atomic<int> runs{0};
    pool.parallel_for(3, [&](arma::uword) {
      for (int round = 0; round < 500; ++round) {
        pool.parallel_for(4,
                          [&](arma::uword) { pool.parallel_for(2, [&](arma::uword) { ++runs; }); });
      }
    });
    CHECK(runs == 3 * 500 * 4 * 2);
  }
}

TEST_CASE("an exception of an inner call passes through the outer one", "[worker pool]") {
  WorkerPool pool(3);
  const auto fails = [](arma::uword i) {
    if (i == 3) throw std::runtime_error("inner task 3");
  };
  CHECK_THROWS_WITH(pool.parallel_for(2, [&](arma::uword) { pool.parallel_for(8, fails); }),
                    "inner task 3");
  std::atomic<int> caught{0};
  pool.parallel_for(2, [&](arma::uword) {
    try {
      pool.parallel_for(8, fails);
    } catch (const std::runtime_error&) {
      ++caught;
    }
  });
  CHECK(caught == 2);
}

TEST_CASE("calls from several threads outside take turns", "[worker pool]") {
  WorkerPool pool(2);
  std::atomic<int> runs{0};
  const auto rounds = [&] {
    for (int round = 0; round < 500; ++round) pool.parallel_for(3, [&](arma::uword) { ++runs; });
  };
  std::thread other(rounds);
  rounds();
  other.join();
  CHECK(runs == 2 * 500 * 3);
}
