// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/feature_map.hpp"

#include <lucarne/figure.hpp>

namespace embedding {

/// The items of the sample at these places: classes, predictions and pictures with them.
/// `axis`: what both axes are called, before their number     `vertical`: the dimension that is
/// upright, counted from 1; the first lies flat
lucarne::PointMap point_map(const arma::mat& points, const Sample& sample,
                            const lucarne::Context& context, const std::string& axis,
                            arma::uword vertical = 2);

}  // namespace embedding
