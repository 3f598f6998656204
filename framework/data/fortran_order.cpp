// SPDX-License-Identifier: MIT
#include "data/fortran_order.hpp"

#include <cstring>
#include <vector>

namespace lucarne {
namespace {

template <std::size_t element_size>
void reorder(const Shape& shape, const std::byte* from, std::byte* to) {
  std::vector<std::size_t> stride(shape.size(), 1);
  for (std::size_t axis = 1; axis < shape.size(); ++axis) {
    stride[axis] = stride[axis - 1] * shape[axis - 1];
  }
  const std::size_t count = n_elements(shape);
  std::vector<std::size_t> index(shape.size(), 0);
  std::size_t source = 0;
  for (std::size_t i = 0; i < count; ++i) {
    std::memcpy(to + i * element_size, from + source * element_size, element_size);
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      source += stride[axis];
      if (++index[axis] < shape[axis]) break;
      source -= stride[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

}  // namespace

void from_fortran_order(const Shape& shape, std::size_t element_size,
                        std::span<const std::byte> from, std::span<std::byte> to) {
  switch (element_size) {
    case 1: return reorder<1>(shape, from.data(), to.data());
    case 2: return reorder<2>(shape, from.data(), to.data());
    case 4: return reorder<4>(shape, from.data(), to.data());
    default: return reorder<8>(shape, from.data(), to.data());
  }
}

}  // namespace lucarne
