// SPDX-License-Identifier: MIT
#include "host/worker_pool.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

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

TEST_CASE("a call from inside a task runs on the same thread", "[worker pool]") {
  WorkerPool pool(2);
  std::atomic<int> runs{0};
  pool.parallel_for(4, [&](arma::uword) { pool.parallel_for(4, [&](arma::uword) { ++runs; }); });
  CHECK(runs == 16);
}
