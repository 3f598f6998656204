// SPDX-License-Identifier: MIT
#include "run_loops.hpp"

// The sources themselves: this file is compiled once for each instruction set.
#include "embedding/exponential_weights.cpp"
#include "embedding/point_loops.cpp"
#include "network/sparse_columns.cpp"
#include "network/training_loops.cpp"
#include "saliency/methods/walk_loops.cpp"

extern "C" __attribute__((visibility("default"))) std::size_t run_these_loops(const float* in,
                                                                              float* out) {
  return run_loops(in, out);
}
