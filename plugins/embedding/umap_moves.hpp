// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace embedding {

/// Offsets of some points from what moves them, gathered so that they are worked on side by side,
/// and the moves that they become.
class UmapMoves {
 public:
  void add(std::uint32_t owner, float dx, float dy) {
    owner_.push_back(owner);
    dx_.push_back(dx);
    dy_.push_back(dy);
  }

  /// `to_moves` turns offsets into moves, which are added to their owners' columns in the order in
  /// which they came. moved: 2 x owners
  template <class ToMoves>
  void settle(const ToMoves& to_moves, float a, float b, float* moved) {
    // Whole vectors, so that every element is worked on in the same way; 0 stays 0.
    const std::size_t padded = (owner_.size() + lanes - 1) / lanes * lanes;
    dx_.resize(padded, 0);
    dy_.resize(padded, 0);
    to_moves(dx_.data(), dy_.data(), padded, a, b);
    for (std::size_t k = 0; k < owner_.size(); ++k) {
      moved[2 * owner_[k]] += dx_[k];
      moved[2 * owner_[k] + 1] += dy_[k];
    }
  }

 private:
  static constexpr std::size_t lanes = 16;
  std::vector<std::uint32_t> owner_;
  std::vector<float> dx_;
  std::vector<float> dy_;
};

}  // namespace embedding
