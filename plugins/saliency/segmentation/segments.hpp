// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/settings.hpp"

#include <lucarne/picture.hpp>

namespace lucarne::saliency {

/// Segments numbered anew from 0 in the order of their first pixels.
arma::uvec numbered_by_first(const arma::uvec& segments);

/// Parts of segments whose pixels touch along an edge, numbered likewise.
arma::uvec connected_parts(const arma::uvec& segments, arma::uword height, arma::uword width);

/// Whether `segments:` asks for segments that follow the picture.
bool segments_follow_picture(const Settings& settings);

/// One picture's segments. requires: segments_follow_picture
arma::uvec segments_of(const Pictures& pictures, arma::uword number, const Settings& settings);

/// Segments of pixels as groups of features: every channel of a pixel belongs to its segment.
/// shape: pixels x items; features x items
arma::umat groups_of_pixels(const arma::umat& segments, const PictureLayout& layout);

/// The reverse: of each pixel, the group of its first channel.
arma::umat pixels_of_groups(const arma::umat& groups, const PictureLayout& layout);

/// The picture enlarged by a whole factor, with thin lines between its segments; red, green and
/// blue from 0 to 1.
Pictures with_borders(const Pictures& pictures, const arma::umat& segments);

}  // namespace lucarne::saliency
