// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace embedding {

/// No draw moves a coordinate further, before the learning rate. source: umap-learn
inline constexpr float largest_move = 4;

/// Offsets of points from what pulls or pushes them, in place of which the loops below put the
/// moves. Those of length 0 become 0. The same bits on every machine with AVX2 and FMA. source:
/// gradients of McInnes, Healy, Melville 2018, section 3.2; cut and with the 0.001 of umap-learn

/// Of each coordinate, cut to [-4, 4]: -2 b d a |d|^(2b) / (|d|^2 (1 + a |d|^(2b))).
void offsets_to_pulls(float* dx, float* dy, std::size_t count, float a, float b);

/// Likewise 2 b d / ((0.001 + |d|^2) (1 + a |d|^(2b))).
void offsets_to_pushes(float* dx, float* dy, std::size_t count, float a, float b);

}  // namespace embedding
