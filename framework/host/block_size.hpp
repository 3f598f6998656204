// SPDX-License-Identifier: MIT
#pragma once

#include "network/network.hpp"

namespace lucarne {

/// Items of a block where the pipeline does not say: 512, or fewer (1 at least) where all tensors
/// of so many items would take more than 512 MiB. A sweep holds a block for each thread, with what
/// its stages asked for. It follows from the network alone, so that numbers do not depend on the
/// machine.
arma::uword block_size_for(const Network& network);

}  // namespace lucarne
