// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/parallel.hpp"
#include "embedding/progress.hpp"

#include <lucarne/random.hpp>

#include <armadillo>
#include <functional>
#include <string>
#include <vector>

namespace embedding {

/// How t-SNE descends. Learning rates are in the convention without the gradient's factor 4 (van
/// der Maaten's code, openTSNE); scikit-learn's are 4 times smaller for the same steps.
struct TsneSettings {
  double perplexity = 30;
  std::vector<double>
      more_perplexities{};     ///< their affinities are averaged with those of the first
  arma::uword dimensions = 2;  ///< or 3, with all pairs
  arma::uword iterations = 1000;
  double early_exaggeration = 12;
  arma::uword exaggeration_iterations = 250;
  arma::uword exaggeration_decay = 75;  ///< iterations after those, over which the factor falls
  double late_exaggeration = 1;         ///< what it falls to
  double learning_rate = 0;             ///< 0: n / the exaggeration of the time, at least 200
  double momentum = 0.8;
  std::string start = "pca";          ///< or "spectral", "random"
  std::string accuracy = "accurate";  ///< of a repulsion on a mesh, or "fast"
  std::string search = "auto";        ///< of neighbours: see find_neighbours
  double stop_below = 0;              ///< share of the divergence; see tsne
};

/// Where the time of a descent goes.
struct TsneSeconds {
  double neighbours = 0;
  double affinities = 0;
  double attraction = 0;  ///< and the divergence, where it is measured
  double repulsion = 0;   ///< and attraction, where one pass over all pairs does both
  double steps = 0;       ///< and putting the points in order
};

struct TsneMap {
  arma::mat points;  ///< d x n, centred
  double kl = 0;     ///< Kullback-Leibler divergence in nats; kernels of all pairs, sums in double
  std::vector<arma::uword> kl_iterations;  ///< where the divergence was measured on the way
  std::vector<double> kl_history;          ///< without exaggeration, in nats
  TsneSeconds seconds;
  arma::uword iterations = 0;  ///< made: fewer than asked for where it stopped
};

/// t-SNE in two or three dimensions: affinities of the exact nearest neighbours, repulsion of all
/// pairs or, where it costs less, on a mesh (a coarse one during the exaggeration), momentum,
/// gains, steps cut to 5. The divergence is measured every 50 iterations, the last one with all
/// pairs; where, after the exaggeration, it falls by less than `stop_below` of itself from one to
/// the next, the descent stops. shape: features x n     requires: finite features, n > 3 perplexity
/// of each perplexity The same bits for any number of threads. source: van der Maaten and Hinton
/// 2008, JMLR 9, eq. (5); learning rates and start Kobak and Berens 2019, Nat. Commun. 10, 5416,
/// Belkina et al. 2019, Nat. Commun. 10, 5415
TsneMap tsne(const arma::fmat& features, const TsneSettings& settings,
             const lucarne::Random& random, const ParallelFor& parallel_for,
             const KeepGoing& progress);

}  // namespace embedding
