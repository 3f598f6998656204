// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace lucarne::saliency {

/// What `lrp_rule` may be: the rules for all layers, then the composites.
std::vector<std::string> relevance_rules();

}  // namespace lucarne::saliency
