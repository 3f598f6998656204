// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/shape.hpp>

#include <span>
#include <vector>

namespace lucarne {

/// What `normalize:` says: values of a channel, once divided by `scale`, minus its mean, divided by
/// its standard deviation. Both empty: left as they are.
struct NormalisationSpec {
  std::vector<double> mean;  ///< one for each channel, or one for all; empty: 0
  std::vector<double> std;   ///< likewise; empty: 1
};

/// Normalises items of one shape, and undoes it for pictures.
class Normalisation {
 public:
  Normalisation() = default;

  /// `channels_last`: the channels are the last dimension, else the first; items of one dimension
  /// have as many channels as values, those of two (grey pictures) have one.
  /// throws: Error where there are other counts of means or deviations than channels, or a
  /// deviation is not above 0
  Normalisation(const NormalisationSpec& spec, const Shape& item_shape, bool channels_last);

  /// requires: whole items
  void apply(std::span<float> values) const;
  void undo(std::span<float> values) const;

 private:
  std::vector<float> mean_;
  std::vector<float> std_;
  std::size_t run_ = 1;  // values of one channel that lie side by side
};

}  // namespace lucarne
