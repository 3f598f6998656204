// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/first_layer.hpp"

namespace lucarne::saliency {

/// Writes one point of one item: the input that the network is to see, n_features floats, or what
/// its first layer puts out, where points are taken `from` there. thread: called from several
/// threads at once
using FillPoint = std::function<void(arma::uword item, arma::uword point, float* input)>;

/// Adds what one point's gradient contributes to the item's sums.
/// thread: called from several threads at once, never for the same sums
using AddGradient = std::function<void(arma::uword item, arma::uword point, const float* input,
                                       const float* gradient, double* sums)>;

/// The explained output at `per_item` points of each item. Points of all items are numbered
/// through and pass the network in blocks of a fixed size on all threads.
/// shape: per_item x items
arma::mat outputs_at(const Question& question, arma::uword per_item, const FillPoint& fill,
                     const PointTensor* from = nullptr);

/// Likewise at points of which items have different numbers: `fill` gets the number among all.
/// `items`: the item of each point
arma::vec outputs_at_some(const Question& question, const arma::uvec& items, const FillPoint& fill,
                          const PointTensor* from = nullptr);

/// Changes one item's gradient in place; `input`: the item.
/// thread: called from several threads at once
using ChangeGradient = std::function<void(const float* input, float* gradient)>;

/// Gradients of the explained output at the items themselves, each changed by `change`.
/// shape: features x items
arma::fmat gradients_at_items(const Question& question, const ChangeGradient& change = {});

/// Gradients of the explained output at `per_item` points of each item, summed by `add` into
/// `n_sums` doubles per item; the order of summation does not depend on the threads. Points `from`
/// the first layer have gradients with respect to what it puts out.
/// shape: n_sums x items
arma::mat gradient_sums(const Question& question, arma::uword per_item, const FillPoint& fill,
                        arma::uword n_sums, const AddGradient& add,
                        const PointTensor* from = nullptr);

/// Forward through the network for one point of each item: `points` are values of the tensor that
/// is attributed to.
void forward_points(const Question& question, const arma::fmat& points, Pass& pass);

/// d output / d logits of each item, where `logits` are those of the question's items (or values of
/// the tensor that is explained in their place).
/// shape: classes x items
arma::fmat output_seed(const Question& question, const arma::fmat& logits);

/// The same for items of these classes.
arma::fmat output_seed(const Question& question, const arma::uvec& classes,
                       const arma::fmat& logits);

/// The explained output of items of these classes, from their logits: one column each, or one for
/// all.
arma::vec outputs_of(const Question& question, const arma::uvec& classes, const arma::fmat& logits);

/// The explained output at the items themselves.
arma::vec outputs(const Question& question);

/// The explained output at the baselines, averaged over an item's rows.
arma::vec baseline_outputs(const Question& question);

/// Calls `explain` on parts of the items, so few at once that their outputs at `per_item` points
/// each stay small; `first` is the part's first item.
void for_each_part(const Question& question, arma::uword per_item,
                   const std::function<void(const Question& part, arma::uword first)>& explain);

/// Points that pass the network at once.
arma::uword points_per_block(const Model& model);

}  // namespace lucarne::saliency
