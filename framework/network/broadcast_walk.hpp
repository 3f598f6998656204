// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/shape.hpp>

#include <array>
#include <cstddef>

namespace lucarne {

/// Steps through an input of shape `in` for each axis of `out`: 0 where the input repeats.
/// requires: `in` broadcasts to `out`
std::vector<std::ptrdiff_t> broadcast_strides(const Shape& in, const Shape& out);

/// True where `in` repeats to `out`, shapes aligned at their ends.
bool broadcasts_to(const Shape& in, const Shape& out);

/// The shape of what shapes make together; nothing to repeat where the result does not fit them
/// all.
Shape joint_shape(const Shape& a, const Shape& b);

/// Calls visit(i, places) for every element i of `out`, `places` being where the N inputs have
/// theirs.
template <std::size_t N, class Visit>
void broadcast_walk(const Shape& out, const std::array<std::vector<std::ptrdiff_t>, N>& strides,
                    const Visit& visit) {
  const arma::uword count = n_elements(out);
  Shape index(out.size(), 0);
  std::array<std::ptrdiff_t, N> places{};
  for (arma::uword i = 0; i < count; ++i) {
    visit(i, places);
    for (std::size_t axis = out.size(); axis-- > 0;) {
      for (std::size_t n = 0; n < N; ++n) places[n] += strides[n][axis];
      if (++index[axis] < out[axis]) break;
      index[axis] = 0;
      for (std::size_t n = 0; n < N; ++n) {
        places[n] -= strides[n][axis] * static_cast<std::ptrdiff_t>(out[axis]);
      }
    }
  }
}

}  // namespace lucarne
