// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/question.hpp"

#include <span>

namespace lucarne::saliency {

/// Some of the items, side by side.
struct ItemBlock {
  arma::uword first = 0;
  arma::fmat inputs;   ///< features x items
  arma::uvec classes;  ///< explained class of each
};

/// Calls `explain` for blocks of the items on all threads, with `n_passes` passes of `model` (the
/// question's, or the same network in another form) whose buffers are kept from block to block.
/// thread: `explain` is called from several threads at once
void for_each_item_block(
    const Question& question, const Model& model, std::size_t n_passes,
    const std::function<void(const ItemBlock&, std::span<const std::unique_ptr<Pass>>)>& explain);

}  // namespace lucarne::saliency
