// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/operator.hpp"

#include <limits>
#include <vector>

namespace lucarne {

/// Which of an axis' elements one output is made of: (1 - share) of `first` and share of `second`.
struct Tap {
  /// Stands for an element that is not there: the output is the value for outside.
  static constexpr arma::uword outside = std::numeric_limits<arma::uword>::max();

  arma::uword first = 0;
  arma::uword second = 0;
  double share = 0;
};

/// An operator that makes each axis of an item anew from its elements: resizing and padding.
/// requires: one list of taps for each axis of `in`, none of them empty
std::unique_ptr<Operator> resampling_operator(Shape in, std::vector<std::vector<Tap>> axes,
                                              float outside = 0);

/// Each element as it is.
std::vector<Tap> unchanged(arma::uword size);

}  // namespace lucarne
