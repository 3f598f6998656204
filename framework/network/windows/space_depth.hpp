// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"

namespace lucarne {

/// Blocks of block x block pixels on one side, as many channels on the other. Every element has one
/// place on each side, so that one direction's reverse pass is the other's forward pass.
struct SpaceDepth {
  arma::uword channels = 1;  ///< of the side with the larger picture
  arma::uword height = 1;    ///< of the side with more channels
  arma::uword width = 1;
  arma::uword block = 1;
  bool channels_last = true;  ///< a channel's number is (place in the block, channel): DCR
};

/// `to_space`: from channels to blocks, else back.
std::unique_ptr<Operator> space_depth_operator(const SpaceDepth& sides, bool to_space);

/// Attribute 'blocksize'. throws: Error unless items have three axes and it is positive
arma::uword read_block(NodeReader& node);

}  // namespace lucarne
