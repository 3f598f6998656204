// SPDX-License-Identifier: MIT
#pragma once

#include "network/graph_spec.hpp"

namespace lucarne {

/// Takes away second and further outputs that nobody reads and that may be left out, as those of a
/// BatchNormalization that exporters name all the same.
void drop_unread_outputs(GraphSpec& spec);

}  // namespace lucarne
