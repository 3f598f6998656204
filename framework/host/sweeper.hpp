// SPDX-License-Identifier: MIT
#pragma once

#include "host/observer.hpp"
#include "host/worker_pool.hpp"

#include <lucarne/dataset.hpp>
#include <lucarne/fold.hpp>
#include <lucarne/model.hpp>

#include <memory>
#include <string>
#include <vector>

namespace lucarne {

/// What became of one analysis' part in a sweep.
struct SweepOutcome {
  std::unique_ptr<FoldState> state;
  std::string error;           ///< not empty where the analysis threw; the others are not concerned
  bool out_of_memory = false;  ///< where that was for lack of memory
};

/// Goes once over a split for all `sweeps` together: each block is read, passed forward, and for
/// every distinct gradient passed back, once; then each fold consumes it. Blocks run in parallel;
/// states merge in the fixed tree of their numbers, so the bits do not depend on the threads.
/// requires: all sweeps name the split `split`
/// throws: DataError from the data; Cancelled
std::vector<SweepOutcome> sweep_split(const std::string& split,
                                      const std::vector<const Sweep*>& sweeps, const Model& model,
                                      const Dataset& dataset, arma::uword block_size,
                                      WorkerPool& pool, RunObserver& observer);

}  // namespace lucarne
