// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace lucarne {

/// What ONNX says that the elements of a tensor are. In memory all are float32; whole numbers are
/// kept to those that it holds exactly.
enum class ElementKind { floats, integers, booleans };

/// Whole numbers of a smaller magnitude are all float32 numbers, and so are those beside them.
inline constexpr float whole_limit = 16777216.0F;

constexpr std::string_view kind_name(ElementKind kind) {
  switch (kind) {
    case ElementKind::integers: return "integers";
    case ElementKind::booleans: return "booleans";
    default: return "floats";
  }
}

}  // namespace lucarne
