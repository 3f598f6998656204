// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/contacts.hpp"
#include "embedding/feature_map.hpp"

#include <lucarne/results.hpp>

namespace embedding {

/// All measures of a layer's maps, as scalars.
void report_quality(const FeatureMap& map, const std::string& prefix, lucarne::Results& results);

/// The trustworthiness of each point of the map; NaN where it was not judged.
arma::vec point_trust(const FeatureMap& map);

/// The map in the colours of how far each point can be trusted.
void draw_trust(const FeatureMap& map, const Sample& sample, const lucarne::Context& context,
                lucarne::Results& results);

/// Which classes touch on the map, beside what the network confuses.
std::vector<Contact> list_contacts(const FeatureMap& map, const std::string& prefix,
                                   const Sample& sample, const lucarne::Context& context,
                                   lucarne::Results& results);
void draw_contacts(const std::vector<Contact>& pairs, const Sample& sample,
                   const lucarne::Context& context, lucarne::Results& results);

}  // namespace embedding
