// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/feature_map.hpp"

#include <lucarne/results.hpp>

namespace embedding {

/// The features that tell two classes apart: table and figure.
/// requires: both have items in the sample
void report_separation(const arma::fmat& features, const FeatureMap& map, const Sample& sample,
                       arma::uword first, arma::uword second, const lucarne::Context& context,
                       lucarne::Results& results);

}  // namespace embedding
