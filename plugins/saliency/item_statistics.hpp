// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>

namespace lucarne::saliency {

/// Where the saliency |d logit / d input| of one item lies.
struct ItemStatistics {
  /// Sum of |gradient| over the features with an input above the threshold, divided by that over
  /// all features; NaN for a zero gradient.
  double foreground_share = 0;
  /// Share of features with an input above the threshold: what `foreground_share` would be if the
  /// saliency knew nothing of the picture.
  double foreground_pixels = 0;
  /// Mean |gradient|, in logit per input unit.
  double strength = 0;
  /// Share of features that would carry the same saliency if each carried as much as the other:
  /// (sum s)^2 / (n sum s^2), 1 / n for one feature, 1 for all alike; NaN for a zero gradient.
  /// source: the participation ratio of Bell, Dean 1970, "Atomic vibrations in vitreous silica"
  double spread = 0;

  /// Share of saliency per share of pixels: above 1 where saliency gathers on the foreground. NaN
  /// for a zero gradient or without foreground.
  double concentration() const { return foreground_share / foreground_pixels; }
};

/// requires: `gradient` and `input` of n_features > 0 values
ItemStatistics item_statistics(const float* gradient, const float* input, arma::uword n_features,
                               double threshold);

}  // namespace lucarne::saliency
