// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/parallel.hpp"

#include <lucarne/random.hpp>

#include <armadillo>
#include <functional>
#include <vector>

namespace embedding {

/// How t-SNE descends. Learning rates are in the convention without the gradient's factor 4 (van
/// der Maaten's code, openTSNE); scikit-learn's are 4 times smaller for the same steps.
struct TsneSettings {
  double perplexity = 30;
  arma::uword iterations = 1000;
  double early_exaggeration = 12;
  arma::uword exaggeration_iterations = 250;
  double learning_rate = 0;  ///< 0: the larger of n / early_exaggeration and 200
};

struct TsneMap {
  arma::mat points;  ///< 2 x n, centred
  double kl = 0;     ///< Kullback-Leibler divergence in nats, all pairs in double
  std::vector<arma::uword> kl_iterations;  ///< where the divergence was measured on the way
  std::vector<double> kl_history;          ///< without exaggeration, in nats
};

/// Exact t-SNE: affinities and repulsion of all pairs, in two dimensions. Start: the first two
/// principal components scaled to a standard deviation of 1e-4, with noise of a hundredth of that
/// so that duplicates can part. Momentum 0.5, then 0.8 after the exaggeration; gains as Jacobs
/// (1988). requires: 3 perplexity < n     cost: O(n^2) an iteration, 20 n^2 bytes The same bits for
/// any number of threads. source: van der Maaten and Hinton 2008, JMLR 9, eq. (5); defaults of
/// scikit-learn 1.2
/// `squared` holds the squared distances of `features`.
TsneMap tsne(const arma::fmat& features, const arma::mat& squared, const TsneSettings& settings,
             const lucarne::Random& random, const ParallelFor& parallel_for,
             const std::function<void(double)>& progress);

/// The divergence of a map from joint probabilities, in nats. requires: joint is symmetric
double kl_divergence(const arma::mat& joint, const arma::mat& points,
                     const ParallelFor& parallel_for);

/// Gradient of the divergence, with its factor 4. shape: 2 x n
arma::mat kl_gradient(const arma::mat& joint, const arma::mat& points,
                      const ParallelFor& parallel_for);

}  // namespace embedding
