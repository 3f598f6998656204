// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace lucarne::saliency {

/// Whether the operator's output depends linearly (up to a constant) on the items' tensors, however
/// many of its inputs they are.
bool is_linear(std::string_view op);

/// Whether it is a convolution, transposed or not.
bool is_convolution(std::string_view op);

/// Whether it only moves, repeats or drops the items' elements.
bool only_moves(std::string_view op);

/// Whether it is an activation function, element by element.
bool is_activation(std::string_view op);

/// Whether it maps each element of its first input by itself, and not linearly.
bool is_elementwise(std::string_view op);

/// Whether its output is one of its inputs' elements, the largest or the smallest.
bool takes_extremum(std::string_view op);

}  // namespace lucarne::saliency
