// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>

namespace lucarne {

/// Working memory that the nodes of one pass use one after another: it grows to the largest wish
/// and stays. thread: one thread at a time
class Scratch {
 public:
  /// Room for that many numbers, their values undefined, at a multiple of 64 bytes. Valid until the
  /// next call.
  float* take(arma::uword n_floats) {
    constexpr std::uintptr_t line = 64;
    const arma::uword wanted = n_floats + line / sizeof(float);
    if (memory_.n_elem < wanted) memory_.set_size(wanted);
    const auto start = reinterpret_cast<std::uintptr_t>(memory_.memptr());
    return memory_.memptr() + (line - start % line) % line / sizeof(float);
  }

 private:
  arma::fvec memory_;
};

/// The pass's own, or one for this call where a node is computed without a pass.
class StepScratch {
 public:
  explicit StepScratch(Scratch* of_pass) : of_pass_(of_pass) {}
  Scratch& get() { return of_pass_ == nullptr ? own_ : *of_pass_; }

 private:
  Scratch* of_pass_;
  Scratch own_;
};

}  // namespace lucarne
