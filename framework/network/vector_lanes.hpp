// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

/// Eight numbers at once, from and to places of any alignment. Copied by memcpy, which every
/// compiler makes one instruction of: clang forgets in templates that a type wants less than its
/// size. Vectors of eight even where the machine has wider ones: see sum_columns().
namespace lucarne {

using EightFloats = float __attribute__((vector_size(32)));
using EightWholes = std::uint32_t __attribute__((vector_size(32)));

template <class Vector>
inline __attribute__((always_inline)) Vector load_vector(const void* from) {
  Vector vector;
  __builtin_memcpy(&vector, from, sizeof vector);
  return vector;
}

template <class Vector>
inline __attribute__((always_inline)) void store_vector(const Vector& vector, void* to) {
  __builtin_memcpy(to, &vector, sizeof vector);
}

}  // namespace lucarne
