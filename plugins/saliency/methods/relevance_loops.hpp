// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace lucarne::saliency {

/// share = relevance / (z + epsilon with z's sign, positive for 0); where epsilon is 0, a z of 0
/// counts as 1e-7, as innvestigate has it. `share` may be `z` itself.
void divide_by_outputs(const float* relevance, const float* z, float epsilon, std::size_t n,
                       float* share);

}  // namespace lucarne::saliency
