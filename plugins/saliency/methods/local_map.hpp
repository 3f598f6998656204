// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/question.hpp"

#include <optional>
#include <span>

namespace lucarne::saliency {

/// A convolution without its biases, by the places that each place of its output reads. Both
/// tensors are channels x places, those of one channel side by side.
class LocalMap {
 public:
  /// `in`: shape of what the layer reads. Nothing where it is no convolution, one of its weights is
  /// not finite, the map would hold more than 64 MiB, or asking the layer for its weights would not
  /// pay for `n_points` points.
  static std::optional<LocalMap> of(const Question& question, const Layer& layer, const Shape& in,
                                    arma::uword n_points);

  /// A place that is read, and the matrix that takes its channels to what they add.
  struct Tap {
    arma::uword place;
    arma::uword matrix;
  };

  arma::uword n_places_in() const { return n_places_in_; }
  arma::uword n_places() const { return starts_.size() - 1; }
  /// What a place of the output reads.
  std::span<const Tap> taps(arma::uword place) const {
    return std::span(taps_).subspan(starts_[place], starts_[place + 1] - starts_[place]);
  }
  /// Each once. shape: channels out x channels in
  const std::vector<arma::fmat>& matrices() const { return matrices_; }

 private:
  /// The number of this matrix, which is kept where it is new.
  arma::uword number_of(const arma::fmat& matrix);

  arma::uword n_places_in_ = 0;
  std::vector<Tap> taps_;
  std::vector<std::size_t> starts_;  // of each place's taps, and their end
  std::vector<arma::fmat> matrices_;
};

}  // namespace lucarne::saliency
