// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/shape.hpp>

#include <cstddef>
#include <span>

namespace lucarne {

/// Copies an array whose first index runs fastest into one whose last index does.
/// requires: both hold n_elements(shape) elements of `element_size` bytes, which is 1, 2, 4 or 8
void from_fortran_order(const Shape& shape, std::size_t element_size,
                        std::span<const std::byte> from, std::span<std::byte> to);

}  // namespace lucarne
