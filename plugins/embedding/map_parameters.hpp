// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/feature_map.hpp"

#include <lucarne/parameters.hpp>

namespace embedding {

/// Declares the method and the settings of all methods under their names in a pipeline.
void declare_map(lucarne::Parameters& parameters, MapSettings& settings);

/// throws: ParameterError where the method cannot map n points with these settings
void check_map(const MapSettings& settings, arma::uword n);

}  // namespace embedding
