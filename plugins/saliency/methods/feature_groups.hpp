// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/question.hpp"

#include <lucarne/picture.hpp>

namespace lucarne::saliency {

/// Which features perturbations treat as one: from the mask's file, in blocks over the last
/// dimensions, or each alone. Groups are numbered from 0 without gaps.
/// shape: features x 1, or x items where the mask holds one for each item
/// requires: segments do not follow the picture
/// throws: ParameterError naming 'block', 'mask_file' or 'segments'
arma::umat make_groups(const Settings& settings, const Shape& shape, arma::uword n_items);

/// Whether a method asks about groups of features.
bool uses_groups(const Settings& settings);

/// Whether a method puts baselines in the place of features, and needs no gradient.
bool leaves_out_features(const Settings& settings);

/// Numbers groups anew from 0 without gaps, in the order of their numbers, column by column.
arma::umat without_gaps(const arma::umat& groups);

/// Baselines in which every group is its own mean, of pictures in colours each channel by itself.
/// shape: inputs and result features x items
arma::fmat group_means(const arma::fmat& inputs, const arma::umat& groups,
                       const PictureLayout& layout);

/// Groups of one item, and how many there are.
struct ItemGroups {
  const arma::uword* of = nullptr;  ///< of each feature
  arma::uword count = 0;
};
ItemGroups groups_of(const Question& question, arma::uword item);

/// The sizes of a window over one item: `sizes` belong to the last dimensions, a single one to the
/// last two, of pictures with channels last to the two before; other dimensions are taken whole.
/// throws: ParameterError naming `parameter`
Shape window_over(const std::vector<std::int64_t>& sizes, const Shape& shape,
                  const std::string& parameter);

}  // namespace lucarne::saliency
