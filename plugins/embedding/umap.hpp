// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/parallel.hpp"
#include "embedding/progress.hpp"

#include <lucarne/random.hpp>

#include <armadillo>
#include <string>

namespace embedding {

/// How UMAP lays points out; names and defaults of umap-learn, whose `n_neighbors` counts the point
/// itself: 15 there are 14 here.
struct UmapSettings {
  arma::uword neighbours = 14;
  double min_distance = 0.1;         ///< how near points of a map may come, in its units
  double spread = 1;                 ///< how far clusters lie apart, likewise
  arma::uword epochs = 0;            ///< 0: 500 up to 10 000 points, 200 above
  arma::uword negative_samples = 5;  ///< for each edge drawn
  std::string search = "auto";       ///< of neighbours: see find_neighbours
  std::string start = "spectral";    ///< or "pca", "random"
};

struct UmapMap {
  arma::mat points;          ///< 2 x n, centred
  arma::uword epochs = 0;    ///< made: fewer than asked for where it stopped
  arma::uword n_epochs = 0;  ///< asked for
  bool in_parts = false;     ///< no path joins all points: the start was by components
};

/// UMAP in two dimensions. An epoch draws each edge of the fuzzy graph as often as its weight says
/// and pulls both its ends together; for each edge drawn, points drawn at random are pushed off. It
/// is made in 16 turns, in which all points move at once from where the turn before left them, so
/// that the bits do not depend on threads.
/// shape: features x n     requires: finite features, n > settings.neighbours + 1
/// source: McInnes, Healy, Melville 2018, arXiv 1802.03426, algorithm 5, with the schedule, the
/// clipping at 4 and the scale of the start of umap-learn
UmapMap umap(const arma::fmat& features, const UmapSettings& settings,
             const lucarne::Random& random, const ParallelFor& parallel_for,
             const KeepGoing& progress);

}  // namespace embedding
