// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/feature_map.hpp"

#include <lucarne/results.hpp>

namespace embedding {

/// All measures of a layer's maps, as scalars.
void report_quality(const FeatureMap& map, const std::string& prefix, lucarne::Results& results);

/// How far each point can be trusted: the array `point_trust`, and the map in its colours.
void draw_trust(const FeatureMap& map, const Sample& sample, const lucarne::Context& context,
                lucarne::Results& results);

/// Which classes touch on the map, beside what the network confuses: table and figure.
void report_contacts(const FeatureMap& map, const Sample& sample, const lucarne::Context& context,
                     lucarne::Results& results);

}  // namespace embedding
