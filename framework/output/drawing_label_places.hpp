// SPDX-License-Identifier: MIT
#pragma once

#include "output/drawing_sheet.hpp"

#include <vector>

namespace lucarne {

/// Moves boxes apart until none covers another, each as little as the others let it, and keeps them
/// within `room`. Where there is no place for all, the last ones that still cover another are left
/// out.
/// returns: for each box its new place, or none
std::vector<std::optional<Rect>> apart(const std::vector<Rect>& boxes, const Rect& room);

}  // namespace lucarne
