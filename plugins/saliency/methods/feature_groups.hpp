// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/question.hpp"

namespace lucarne::saliency {

/// Which features perturbations treat as one: from the mask's file, in blocks over the last
/// dimensions, or each alone. Groups are numbered from 0 without gaps.
/// shape: features x 1, or x items where the mask holds one for each item
/// throws: ParameterError naming 'block' or 'mask_file'
arma::umat make_groups(const Settings& settings, const Shape& shape, arma::uword n_items);

/// Numbers groups anew from 0 without gaps, in the order of their numbers, column by column.
arma::umat without_gaps(const arma::umat& groups);

/// Groups of one item, and how many there are.
struct ItemGroups {
  const arma::uword* of = nullptr;  ///< of each feature
  arma::uword count = 0;
};
ItemGroups groups_of(const Question& question, arma::uword item);

/// The sizes of a window over one item: `sizes` belong to the last dimensions, a single one to the
/// last two; dimensions before them are taken whole.
/// throws: ParameterError naming `parameter`
Shape window_over(const std::vector<std::int64_t>& sizes, const Shape& shape,
                  const std::string& parameter);

}  // namespace lucarne::saliency
