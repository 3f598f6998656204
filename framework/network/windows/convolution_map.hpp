// SPDX-License-Identifier: MIT
#pragma once

#include "network/windows/convolution.hpp"

#include <lucarne/model.hpp>

namespace lucarne {

/// The convolution with other kernels and biases.
std::unique_ptr<LinearMap> convolution_map(const Convolution& convolution,
                                           const WeightChange& change);

/// The adjoint with other kernels, plus changed biases: what a ConvTranspose computes. `biases` may
/// be empty.
std::unique_ptr<LinearMap> transposed_convolution_map(const Convolution& convolution,
                                                      const arma::fvec& biases,
                                                      const WeightChange& change);

/// Adds to each channel its bias. shape: tensor (channels x pixels) x items, biases channels or
/// empty
void add_to_channels(const arma::fvec& biases, arma::fmat& tensor);

}  // namespace lucarne
