// SPDX-License-Identifier: MIT
#pragma once

#include "network/network.hpp"

#include <lucarne/random.hpp>

#include <algorithm>
#include <cmath>
#include <string>

/// Standard normal numbers that depend on `stream` only.
inline arma::fmat normal_numbers(arma::uword n_rows, arma::uword n_cols, std::uint64_t stream) {
  const lucarne::Random random(1, "finite_difference");
  arma::fmat numbers(n_rows, n_cols);
  for (arma::uword i = 0; i < numbers.n_elem; ++i) {
    numbers(i) = static_cast<float>(random.normal(stream, i));
  }
  return numbers;
}

/// Largest difference between Pass::gradient(of, seed, input) and central differences of
/// f = sum(seed % of), in parts of the largest slope.
///
/// Step and error: the forward pass is float32, so that f carries a rounding error of about
/// n eps |f|, with eps = 6e-8; divided by 2 h it is about 1e-5 for h = 0.01 and f of size 1. The
/// difference's own error is h^2 / 6 times the third derivative: 2e-5 for functions as smooth as a
/// sigmoid. Tests therefore ask for 1e-3, where a wrong rule is off by 1e-1 and more.
/// requires: no kink (of a ReLU) within h of the inputs
inline double difference_to_finite(const lucarne::Network& network, const std::string& of,
                                   arma::fmat inputs) {
  const float h = 0.01F;
  const auto pass = network.start_pass();
  pass->forward(inputs);
  const arma::fmat seed = normal_numbers(pass->tensor(of).n_rows, inputs.n_cols, 99);
  const arma::fmat slopes = pass->gradient(of, seed, network.input_name());
  const auto value = [&] {
    pass->forward(inputs);
    const arma::mat products =
        arma::conv_to<arma::mat>::from(seed) % arma::conv_to<arma::mat>::from(pass->tensor(of));
    return arma::accu(products);
  };
  double largest_slope = 0;
  double largest_difference = 0;
  for (arma::uword i = 0; i < inputs.n_elem; ++i) {
    const float kept = inputs(i);
    inputs(i) = kept + h;
    // The step as float32 took it, not as it was meant.
    const double above = static_cast<double>(inputs(i));
    const double f_above = value();
    inputs(i) = kept - h;
    const double below = static_cast<double>(inputs(i));
    const double f_below = value();
    inputs(i) = kept;
    const double slope = (f_above - f_below) / (above - below);
    largest_slope = std::max(largest_slope, std::abs(slope));
    largest_difference =
        std::max(largest_difference, std::abs(slope - static_cast<double>(slopes(i))));
  }
  return largest_difference / largest_slope;
}
