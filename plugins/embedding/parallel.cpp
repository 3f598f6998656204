// SPDX-License-Identifier: MIT
#include "embedding/parallel.hpp"

#include <chrono>

namespace embedding {

double run_together(const ParallelFor& parallel_for, const TaskList& first,
                    const TaskList& second) {
  using Clock = std::chrono::steady_clock;
  arma::vec seconds(first.count + second.count);
  parallel_for(seconds.n_elem, [&](arma::uword i) {
    const Clock::time_point begin = Clock::now();
    i < first.count ? first.task(i) : second.task(i - first.count);
    seconds(i) = std::chrono::duration<double>(Clock::now() - begin).count();
  });
  const double total = arma::accu(seconds);
  return total > 0 ? arma::accu(seconds.head(first.count)) / total : 0.5;
}

}  // namespace embedding
