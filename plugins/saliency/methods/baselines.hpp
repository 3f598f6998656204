// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/settings.hpp"

#include <lucarne/shape.hpp>

#include <functional>

namespace lucarne::saliency {

/// What stands for an absent input. A method that takes one baseline is averaged over all rows.
struct Baselines {
  arma::fmat columns;     ///< features x rows, or features x items
  bool one_each = false;  ///< column i belongs to item i; else each item sees all columns
  arma::uword rows() const { return one_each ? 1 : columns.n_cols; }
  const float* of(arma::uword item, arma::uword row) const {
    return columns.colptr(one_each ? item : row);
  }
};

/// Where baselines that come from the data are taken from.
struct Reference {
  std::function<arma::fvec()> mean;                     ///< of all items
  std::function<arma::fmat(arma::uword)> random_items;  ///< that many, features x items
};

/// The kind that `baseline: auto` stands for.
std::string baseline_kind(const Settings& settings);

/// throws: ParameterError naming 'baseline_file' where the file does not fit
Baselines make_baselines(const Settings& settings, const arma::fmat& inputs, const Shape& shape,
                         const Reference& reference);

/// Each picture (the last two dimensions) convolved with a Gaussian, edges repeated.
/// shape: features x items     units: sigma in pixels
arma::fmat blurred(const arma::fmat& inputs, const Shape& shape, double sigma);

}  // namespace lucarne::saliency
