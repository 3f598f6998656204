// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

namespace embedding {

/// The cardinal B-spline M of an order (its degree plus 1) on [0, order] at u.
/// source: Schoenberg 1946, Quart. Appl. Math. 4: M(u) = 1 / (order - 1)! times the sum over j of
/// (-1)^j binomial(order, j) (u - j)_+^(order - 1)
double b_spline(std::size_t order, double u);

/// A point at t in [0, 1) of its cell gives node a = 0 .. order - 1 the weight M(t + order - 1 -
/// a), a polynomial in t. shape: order x order; [power][node]
std::vector<std::vector<double>> b_spline_weights(std::size_t order);

/// Transform of M's values at the whole numbers, centred: real and positive. shape: length
/// requires: an even order below the length
std::vector<double> b_spline_transform(std::size_t order, std::size_t length);

}  // namespace embedding
