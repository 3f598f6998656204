// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

namespace embedding {

/// Called on the way with the share done; false: stop and keep the map as it is.
using KeepGoing = std::function<bool(double)>;

}  // namespace embedding
