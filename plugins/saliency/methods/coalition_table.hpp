// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/rectified_front.hpp"

namespace lucarne::saliency {

/// What a front puts out for every coalition of one item's groups: each of its values depends on
/// the few groups that its window sees, so that all of its values are known beforehand.
class CoalitionTable {
 public:
  /// `at_baseline`: what the first layer puts out there; `groups`: what each group adds to it.
  /// Nothing where a value depends on more than four groups, or one is not finite.
  static std::optional<CoalitionTable> of(const RectifiedFront& front, const float* at_baseline,
                                          const std::vector<SparseColumn>& groups);

  /// Writes the values for the groups that are present. shape: front.size()
  void values(const std::vector<char>& present, float* values) const;

 private:
  std::vector<std::vector<arma::uword>> seen_;  // groups that some window sees, each set once
  std::vector<arma::uword> set_;                // of each value, among seen_
  std::vector<arma::uword> start_;              // of each value's row of table_
  std::vector<float> table_;                    // by the groups that are present, as bits
};

}  // namespace lucarne::saliency
