// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/export.hpp>

#include <armadillo>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace lucarne {

/// Random numbers that depend on (seed, stage, item, draw) and on nothing else: no state, no order,
/// no thread. The same call gives the same number for ever, on every machine.
/// thread: every member may be called from any thread.
/// source: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", Philox4x32-10
class LUCARNE_API Random {
 public:
  Random(std::uint64_t seed, std::string_view stage);

  /// Four independent words of 32 bits.
  std::array<std::uint32_t, 4> words(std::uint64_t item, std::uint64_t draw) const;

  /// range: [0, 1), multiples of 2^-53
  double uniform(std::uint64_t item, std::uint64_t draw) const;

  /// Standard normal (Box and Muller, one of the pair).
  double normal(std::uint64_t item, std::uint64_t draw) const;

  /// static_cast<float>(scale * normal(item, first_draw + i)) for every i, to the bit, ten times
  /// as fast.
  void normals(std::uint64_t item, std::uint64_t first_draw, double scale,
               std::span<float> out) const;

  /// range: [0, n), without modulo bias beyond 2^-64     requires: n > 0
  std::uint64_t below(std::uint64_t n, std::uint64_t item, std::uint64_t draw) const;

  /// A permutation of 0 .. n-1 (Fisher and Yates); `item` tells permutations of one stage apart.
  arma::uvec permutation(arma::uword n, std::uint64_t item) const;

  /// `count` different numbers out of 0 .. n-1, in the order drawn.
  /// throws: Error if count > n
  arma::uvec choose(arma::uword count, arma::uword n, std::uint64_t item) const;

  bool operator==(const Random&) const = default;
  /// For states that hold one: see Archive.
  template <class AnyArchive>
  void archive(AnyArchive& archive) {
    archive(key_[0], key_[1]);
  }

 private:
  std::array<std::uint32_t, 2> key_;
};

}  // namespace lucarne
