// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"

#include <cstddef>

namespace lucarne {

/// Where the elements of one item's output lie in one item's input: element (i, j, ...) is the
/// input's at offset + i strides[0] + j strides[1] + ... A stride of 0 repeats, a negative one
/// turns around.
struct StridedView {
  Shape shape;
  std::vector<std::ptrdiff_t> strides;
  std::ptrdiff_t offset = 0;
};

/// Steps between neighbours along each axis, elements lying in C order.
std::vector<std::ptrdiff_t> c_strides(const Shape& shape);

/// An operator whose outputs are views of its first input.
/// requires: views lie within `input`; one for each output
std::unique_ptr<Operator> view_operator(const Shape& input, std::vector<StridedView> views,
                                        std::vector<BatchPlace> places);

}  // namespace lucarne
