// SPDX-License-Identifier: MIT
#include "embedding/tsne.hpp"

#include "embedding/affinities.hpp"
#include "embedding/optimiser.hpp"
#include "embedding/order.hpp"
#include "embedding/start.hpp"

#include <algorithm>

namespace embedding {
namespace {

constexpr arma::uword iterations_per_measure = 50;
constexpr arma::uword iterations_per_report = 10;

SparseGraph affinities_of(const arma::fmat& features, const TsneSettings& settings,
                          const ParallelFor& parallel_for) {
  std::vector<double> perplexities = {settings.perplexity};
  perplexities.insert(perplexities.end(), settings.more_perplexities.begin(),
                      settings.more_perplexities.end());
  const double largest = *std::max_element(perplexities.begin(), perplexities.end());
  const arma::uword k = neighbours_for(largest, features.n_cols);
  return joint_probabilities(nearest_neighbours(features, k, parallel_for), perplexities,
                             parallel_for);
}

// The map on its way down. Points stand in the order of a curve, so that neighbours are near in
// memory; `place_` says where each one is.
class Run {
 public:
  Run(const arma::fmat& features, const TsneSettings& settings, const lucarne::Random& random,
      const ParallelFor& parallel_for)
      : settings_(settings), parallel_for_(parallel_for), descent_(begin(features, random)) {
    joint_ = affinities_of(moved(features, place_), settings, parallel_for);
    entropy_ = entropy_of(joint_, parallel_for);
  }

  TsneMap go(const std::function<void(double)>& progress) {
    TsneMap map;
    for (arma::uword t = 0; t < settings_.iterations; ++t) {
      if (t > 0 && t == settings_.exaggeration_iterations) reorder();
      const bool due = t > 0 && t % iterations_per_measure == 0;
      look(due);
      if (due) {
        record(map, t, kl_divergence(entropy_, attraction_.cross, repulsion_.z));
        if (flat(map)) break;
      }
      descent_.step(attraction_.forces, repulsion_, step(t), parallel_for_);
      if ((t + 1) % iterations_per_report == 0) {
        progress(static_cast<double>(t + 1) / static_cast<double>(settings_.iterations));
      }
      done_ = t + 1;
    }
    look(true);
    map.kl = kl_divergence(entropy_, attraction_.cross, repulsion_.z);
    if (map.kl_iterations.empty() || map.kl_iterations.back() != done_) record(map, done_, map.kl);
    map.points.set_size(2, place_.size());
    for (arma::uword i = 0; i < place_.size(); ++i) {
      map.points.col(i) = arma::conv_to<arma::vec>::from(descent_.points().col(place_[i]));
    }
    map.points.each_col() -= arma::vec(arma::mean(map.points, 1));
    return map;
  }

 private:
  arma::fmat begin(const arma::fmat& features, const lucarne::Random& random) {
    const arma::fmat start = settings_.start == "random" ? start_at_random(features.n_cols, random)
                                                         : start_by_components(features, random);
    place_ = places_along_curve(start);
    return moved(start, place_);
  }

  void look(bool measure) {
    attract(joint_, descent_.points(), measure, parallel_for_, attraction_);
    exact_repulsion(descent_.points(), parallel_for_, repulsion_);
  }

  Step step(arma::uword t) const {
    Step step;
    step.exaggeration = t < settings_.exaggeration_iterations ? settings_.early_exaggeration
                                                              : settings_.late_exaggeration;
    step.learning_rate = settings_.learning_rate > 0
                             ? settings_.learning_rate
                             : static_cast<double>(place_.size()) / step.exaggeration;
    step.momentum = settings_.momentum;
    return step;
  }

  static void record(TsneMap& map, arma::uword t, double kl) {
    map.kl_iterations.push_back(t);
    map.kl_history.push_back(kl);
  }

  bool flat(const TsneMap& map) const {
    const std::size_t n = map.kl_history.size();
    if (settings_.stop_below <= 0 || n < 2 ||
        map.kl_iterations[n - 2] < settings_.exaggeration_iterations) {
      return false;
    }
    return map.kl_history[n - 2] - map.kl_history[n - 1] <
           settings_.stop_below * map.kl_history[n - 2];
  }

  void reorder() {
    const std::vector<std::uint32_t> next = places_along_curve(descent_.points());
    joint_ = renumbered(joint_, next);
    descent_.reorder(next);
    for (std::uint32_t& place : place_) place = next[place];
  }

  const TsneSettings& settings_;
  const ParallelFor& parallel_for_;
  std::vector<std::uint32_t> place_;
  Descent descent_;
  SparseGraph joint_;
  Entropy entropy_;
  Attraction attraction_;
  Repulsion repulsion_;
  arma::uword done_ = 0;
};

}  // namespace

TsneMap tsne(const arma::fmat& features, const TsneSettings& settings,
             const lucarne::Random& random, const ParallelFor& parallel_for,
             const std::function<void(double)>& progress) {
  return Run(features, settings, random, parallel_for).go(progress);
}

}  // namespace embedding
