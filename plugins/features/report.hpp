// SPDX-License-Identifier: MIT
#pragma once

#include "features/top_samples.hpp"

#include <lucarne/results.hpp>

namespace lucarne::features {

/// Table `features`, arrays `features`, `activations`, `history`, `top_items` and
/// `top_activations`, product `top_items`, figures `features` (where items are pictures) and
/// `history`.
void report_features(const std::vector<Aim>& aims, const std::vector<Feature>& features,
                     const TopSamples& samples, const std::string& split, const Context& context,
                     Results& results);

}  // namespace lucarne::features
