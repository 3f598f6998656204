// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>
#include <functional>

namespace embedding {

/// Runs task(0) .. task(count - 1), in whatever order and on whatever threads:
/// Context::parallel_for in a run, a plain loop in a test.
using ParallelFor = std::function<void(arma::uword, const std::function<void(arma::uword)>&)>;

/// Rows of one task. Fixed, so that what is summed together does not depend on the threads.
inline constexpr arma::uword rows_per_task = 64;

/// Calls body(i) for i = 0 .. n-1, `rows_per_task` rows to a task.
inline void for_rows(const ParallelFor& parallel_for, arma::uword n,
                     const std::function<void(arma::uword)>& body) {
  parallel_for((n + rows_per_task - 1) / rows_per_task, [&](arma::uword task) {
    const arma::uword last = std::min(n, (task + 1) * rows_per_task);
    for (arma::uword i = task * rows_per_task; i < last; ++i) body(i);
  });
}

/// Tasks that do not wait for one another, to be handed out by parallel_for.
struct TaskList {
  arma::uword count = 0;
  std::function<void(arma::uword)> task;
};

/// Runs two lists as one: a small map's threads meet half as often. Returns the share of the time
/// that the tasks of the first took.
double run_together(const ParallelFor& parallel_for, const TaskList& first, const TaskList& second);

}  // namespace embedding
