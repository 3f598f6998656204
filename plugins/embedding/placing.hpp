// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/parallel.hpp"
#include "embedding/umap.hpp"

#include <lucarne/random.hpp>

#include <armadillo>

namespace embedding {

/// A map that is finished, and the features that it was made of.
struct Reference {
  arma::fmat features;  ///< features x n
  arma::mat points;     ///< 2 x n
};

/// Perplexity that new items are placed by. source: default of openTSNE's transform
inline constexpr double placing_perplexity = 5;

/// Half the derivative of the divergence of a new item's place (x, y) from its affinities p to
/// reference points: sum of p K d minus the sum of K^2 d over all points over that of K, with
/// d = (x, y) - point and K = 1 / (1 + |d|^2). `pull`: factor on the first sum.
/// shape: x and y of the points, padded as push_of_all wants; neighbours and p of equal length
arma::vec2 placing_gradient(const arma::fvec& x, const arma::fvec& y, const arma::uvec& neighbours,
                            const arma::vec& p, double pull, const arma::vec2& place);

/// Places of new items in a t-SNE map that stays as it is: each goes down the divergence from the
/// medians of its nearest reference items, which hold it by a factor of 1.5. New items do not know
/// of one another, so that one is placed alike alone and among others.
/// shape: features x m in, 2 x m out     requires: n > 15, finite
/// cost: O(n m) for each of up to 250 steps, until an item moves by less than 1e-3
/// source: Policar, Strazar, Zupan 2023, Mach. Learn. 112, "Embedding to reference t-SNE space"
arma::mat place_in_tsne(const Reference& reference, const arma::fmat& features,
                        const ParallelFor& parallel_for);

/// Places of new items in a UMAP map that stays as it is: from the means of their nearest reference
/// items, 100 epochs, or a third of settings.epochs where given, with a quarter of the learning
/// rate. New items do not know of one another.
/// shape: features x m in, 2 x m out     requires: n > settings.neighbours
/// source: McInnes, Healy, Melville 2018, arXiv 1802.03426, and umap-learn's transform
arma::mat place_in_umap(const Reference& reference, const arma::fmat& features,
                        const UmapSettings& settings, const lucarne::Random& random,
                        const ParallelFor& parallel_for);

}  // namespace embedding
