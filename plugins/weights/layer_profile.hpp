// SPDX-License-Identifier: MIT
#pragma once

#include "weights/summary.hpp"

#include <lucarne/results.hpp>

#include <span>
#include <string>

namespace lucarne::weights {

/// What the table and the spectrum say of one weighted layer.
struct LayerProfile {
  std::string name;
  arma::uword inputs = 0;
  arma::uword units = 0;
  Summary summary;
  arma::vec singular;  ///< singular values, largest first
  double effective_rank = 0;
  double stable_rank = 0;
  double noise_edge = 0;        ///< largest singular value that noise of that spread would have
  arma::uword above_noise = 0;  ///< singular values above the edge
};

/// requires: weights not empty and finite
LayerProfile profile(const std::string& name, const arma::fmat& weights);

/// Table `layers`, one row a weighted layer.
void add_layer_table(Results& results, std::span<const LayerProfile> layers);

/// Figure `spectrum`: singular values of up to ten layers on a log axis, with the edge of noise.
/// Adds nothing where all weights are zero.
void add_spectrum(Results& results, std::span<const LayerProfile> layers);

}  // namespace lucarne::weights
