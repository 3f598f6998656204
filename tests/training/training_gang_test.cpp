// SPDX-License-Identifier: MIT
#include "network/training_gang.hpp"

#include <lucarne/error.hpp>

#include <catch2/catch.hpp>

#include <numeric>
#include <vector>

using lucarne::training::Gang;

TEST_CASE("a gang runs every task of every round once", "[training]") {
  const unsigned n_threads = GENERATE(1U, 2U, 4U);
  Gang gang(n_threads);
  CHECK(gang.n_workers() == n_threads);
  std::vector<int> runs(37, 0);
  for (int round = 0; round < 500; ++round) {
    gang.run(37, [&](std::uint32_t task, unsigned) { ++runs[task]; });
  }
  CHECK(runs == std::vector<int>(37, 500));
}

TEST_CASE("a round without tasks returns at once", "[training]") {
  Gang gang(2);
  bool called = false;
  gang.run(0, [&](std::uint32_t, unsigned) { called = true; });
  CHECK_FALSE(called);
}

TEST_CASE("a worker's number tells its scratch memory apart", "[training]") {
  Gang gang(3);
  std::vector<std::uint32_t> sums(gang.n_workers(), 0);
  gang.run(1000, [&](std::uint32_t task, unsigned worker) { sums.at(worker) += task; });
  CHECK(std::accumulate(sums.begin(), sums.end(), 0U) == 999U * 1000U / 2U);
}

TEST_CASE("a task's exception reaches the caller after the other tasks are done", "[training]") {
  const unsigned n_threads = GENERATE(1U, 3U);
  Gang gang(n_threads);
  std::vector<int> runs(20, 0);
  const auto task = [&](std::uint32_t index, unsigned) {
    ++runs[index];
    if (index == 7) throw lucarne::Error("task 7 failed");
  };
  CHECK_THROWS_WITH(gang.run(20, task), "task 7 failed");
  CHECK(runs == std::vector<int>(20, 1));
  CHECK_NOTHROW(gang.run(5, task));
}
