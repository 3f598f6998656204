// SPDX-License-Identifier: MIT
#pragma once

#include "network/windows/max_of_quads.hpp"
#include "network/windows/quad_loops.hpp"

#include <armadillo>

namespace lucarne {

/// A picture in the order in which convolutions compute fastest: channels next to each other, in
/// groups of so many. shape: groups x pixels x block
struct ChannelBlocks {
  arma::uword groups = 1;
  arma::uword block = 1;
};

/// The picture in C order. `adds`: to what `out` holds
/// shape: in as ChannelBlocks says, out channels x pixels
void to_planes(const ChannelBlocks& blocks, arma::uword n_pixels, const float* in, float* out,
               bool adds);
void to_planes(const ChannelBlocks& blocks, arma::uword n_pixels, const Place* in, Place* out);

/// And back.
void from_planes(const ChannelBlocks& blocks, arma::uword n_pixels, const float* in, float* out);

/// A Relu and the largest of each four, and where it was, of one picture.
/// shape: in as `blocks` says; out and places: groups x pooled pixels x block
/// requires: blocks of a multiple of 8 channels
void rectified_quads(const ChannelBlocks& blocks, const QuadPlanes& planes, const float* in,
                     float* out, Place* places);

/// The other way: true, and all is written, where at most one of each four is not zero, and what no
/// quad meets is zero.     shape: in channels x pixels; dy and places channels x pooled pixels
bool read_quads(const QuadPlanes& planes, const float* in, float* dy, Place* places);

/// What that passes back to a picture in C order. Rows that no quad meets are left as they are.
/// shape: places and dy channels x pooled pixels; out channels x pixels, and room for 16 more
void spread_quads(const QuadPlanes& planes, const Place* places, const float* dy, float* out);

}  // namespace lucarne
