// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/local_layer.hpp"
#include "saliency/methods/rectified_front.hpp"

#include <limits>

namespace lucarne::saliency {

/// How large a table may be.
struct TableBounds {
  /// More states of a place than coalitions would cost more than the coalitions themselves.
  arma::uword n_coalitions = std::numeric_limits<arma::uword>::max();
  arma::uword n_numbers = arma::uword{1} << 22U;
};

/// A tensor for every coalition of one item's groups: each of its places depends on the few groups
/// that its windows see, so that all of its values are known beforehand. The tensor is channels x
/// places, those of a channel side by side; where it has no channels, an element is a place.
class CoalitionTable {
 public:
  /// False where `of` would give nothing because the table would be too large. Much cheaper; the
  /// bound is one from below.
  static bool may_exist(const RectifiedFront& front, const std::vector<SparseColumn>& groups,
                        const TableBounds& bounds);

  /// What a front puts out. `at_baseline`: what the first layer puts out there; `groups`: what each
  /// group adds to it. Nothing where that is not finite, or the table would be too large.
  static std::optional<CoalitionTable> of(const RectifiedFront& front, const float* at_baseline,
                                          const std::vector<SparseColumn>& groups,
                                          const TableBounds& bounds = {});

  /// What a layer or a front puts out that reads this one's tensor; nothing likewise.
  std::optional<CoalitionTable> behind(const LocalLayer& layer, const TableBounds& bounds) const;
  std::optional<CoalitionTable> behind(const RectifiedFront& front,
                                       const TableBounds& bounds) const;

  /// Writes the tensor for the groups that are present.
  void values(const std::vector<char>& present, float* values) const;

 private:
  using Groups = std::vector<arma::uword>;  // in order

  /// Counts the states of places that see these groups; nothing where they are too many.
  static std::optional<CoalitionTable> empty(arma::uword n_channels, std::vector<Groups> seen,
                                             const TableBounds& bounds);

  arma::uword n_places() const { return set_.size(); }
  const Groups& seen_by(arma::uword place) const { return seen_[set_[place]]; }
  std::vector<Groups> seen_together(const std::vector<std::vector<arma::uword>>& reads) const;
  arma::uword n_states(arma::uword place) const { return arma::uword{1} << seen_by(place).size(); }
  float* column(arma::uword place, arma::uword state) {
    return columns_.colptr(start_[place] + state);
  }
  /// Of each state of `groups`, the column of a place that sees some of them.
  std::vector<arma::uword> columns_by_state(arma::uword place, const Groups& groups) const;

  std::vector<Groups> seen_;        // by some place, each set once
  std::vector<arma::uword> set_;    // of each place, among seen_
  std::vector<arma::uword> start_;  // of each place's columns
  arma::fmat columns_;              // channels x states: the groups that are present, as bits
};

}  // namespace lucarne::saliency
