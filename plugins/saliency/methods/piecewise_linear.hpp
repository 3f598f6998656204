// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/kink.hpp"
#include "saliency/methods/question.hpp"

namespace lucarne::saliency {

/// All kinks between the input and what is explained, in the order in which they are computed. A
/// Relu before or after a pooling that alone reads it, or that it alone reads, is one kink with it:
/// what does not reach the window's maximum counts no more.
/// throws: ParameterError naming the node that is not piecewise linear, or where a probability is
/// explained
std::vector<Kink> kinks_of(const Question& question);

}  // namespace lucarne::saliency
