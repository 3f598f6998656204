// SPDX-License-Identifier: MIT
#pragma once

#include "features/picture.hpp"

#include <lucarne/context.hpp>

#include <string>
#include <vector>

namespace lucarne::features {

/// What a picture is to raise: one unit of a layer without places, else the mean over the places of
/// one channel, or the one at its centre.
struct Aim {
  std::string layer;
  arma::uword unit = 0;
  bool centre = false;
  bool operator==(const Aim&) const = default;
};

/// How many units or channels a layer has.
arma::uword n_units(const Shape& shape);

/// Elements of one item's tensor that count for the aim: mean over them is its activation.
struct Elements {
  arma::uword first = 0;
  arma::uword count = 1;
};
Elements elements_of(const Shape& shape, const Aim& aim);

/// The aim's activation for each item. shape: items
arma::vec unit_activations(const arma::fmat& tensor, const Shape& shape, const Aim& aim);

/// How pictures are made.
struct Ascent {
  Canvas canvas;
  double lower = 0;  ///< inputs lie between these
  double upper = 1;
  arma::uword steps = 256;
  double rate = 0.05;    ///< of Adam
  double decay = 1;      ///< of the amplitude of waves with their frequency
  double jitter = 2;     ///< pixels up to which a picture is moved before a step
  double zoom = 0.1;     ///< share up to which it is made larger or smaller
  double rotation = 10;  ///< degrees up to which it is turned
  double variation = 0;  ///< weight of the total variation, in units of activation
};

/// A picture and how it came about.
struct Feature {
  arma::fvec input;       ///< within the bounds
  double activation = 0;  ///< of the aim for `input`
  arma::vec history;      ///< activation of the moved picture before each step
  bool answers = true;    ///< false where no step had a gradient: nothing was found
};

/// Raises each aim from its own random start, on all threads; random numbers depend on the aim's
/// layer and unit, so that a picture does not change with the others that are asked for.
/// throws: Error where a gradient is NaN or infinite; Cancelled
/// source: Olah, Mordvintsev, Schubert 2017; Kingma, Ba 2015, arXiv:1412.6980, algorithm 1
std::vector<Feature> ascended(const Context& context, const Ascent& ascent,
                              const std::vector<Aim>& aims);

}  // namespace lucarne::features
