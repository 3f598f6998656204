// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/question.hpp"

#include <span>

namespace lucarne::saliency {

/// Some of the items, side by side.
struct ItemBlock {
  arma::uword first = 0;
  arma::fmat inputs;          ///< features x items
  arma::uvec classes;         ///< explained class of each
  arma::fmat network_inputs;  ///< where the inputs are those of a layer (Question::layer)
};

/// A forward pass of the items as they are.
void forward_items(const ItemBlock& block, Pass& pass);

/// A forward pass in which `points` stand in place of the items at the question's layer or input:
/// a column for each item or, at the input, one for all.
void forward_points(const Question& question, const ItemBlock& block, const arma::fmat& points,
                    Pass& pass);

/// Calls `explain` for blocks of the items on all threads, with `n_passes` passes of `model` (the
/// question's, or the same network in another form) whose buffers are kept from block to block.
/// thread: `explain` is called from several threads at once
void for_each_item_block(
    const Question& question, const Model& model, std::size_t n_passes,
    const std::function<void(const ItemBlock&, std::span<const std::unique_ptr<Pass>>)>& explain);

}  // namespace lucarne::saliency
