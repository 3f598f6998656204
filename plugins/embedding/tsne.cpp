// SPDX-License-Identifier: MIT
#include "embedding/tsne.hpp"

#include "embedding/affinities.hpp"
#include "embedding/approximate_neighbours.hpp"
#include "embedding/mesh_repulsion.hpp"
#include "embedding/optimiser.hpp"
#include "embedding/order.hpp"
#include "embedding/pair_forces.hpp"
#include "embedding/start.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <utility>

namespace embedding {
namespace {

constexpr arma::uword iterations_per_measure = 50;
constexpr arma::uword iterations_per_report = 10;
constexpr double least_learning_rate = 200;

// Runs `work` and adds the time that it took to `seconds`.
template <typename Work>
void timed(double& seconds, const Work& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// The map on its way down. Points stand in the order of a curve, so that neighbours are near in
// memory; `place_` says where each one is.
class Run {
 public:
  Run(const arma::fmat& features, const TsneSettings& settings, const lucarne::Random& random,
      const ParallelFor& parallel_for)
      : settings_(settings),
        parallel_for_(parallel_for),
        descent_(begin(features, random)),
        coarse_mesh_(Accuracy::fast, parallel_for),
        fine_mesh_(Accuracy::accurate, parallel_for) {
    find_affinities(moved(features, place_));
    if (settings.start == "spectral") start_by_waves(features, random);
  }

  TsneMap go(const KeepGoing& progress) {
    TsneMap map;
    for (arma::uword t = 0; t < settings_.iterations; ++t) {
      if (t > 0 && t == settings_.exaggeration_iterations)
        timed(seconds_.steps, [&] { reorder(); });
      const bool due = t > 0 && t % iterations_per_measure == 0;
      look(due);
      if (due) {
        record(map, t, kl_divergence(entropy_, attraction_.cross, repulsion_.z));
        if (flat(map)) break;
      }
      timed(seconds_.steps,
            [&] { descent_.step(attraction_.forces, repulsion_, step(t), parallel_for_); });
      done_ = t + 1;
      if (done_ % iterations_per_report == 0 &&
          !progress(static_cast<double>(done_) / static_cast<double>(settings_.iterations))) {
        break;
      }
    }
    look(true);
    // The last divergence is exact: of the kernels of all pairs.
    exact_repulsion(descent_.points(), parallel_for_, repulsion_);
    map.kl = kl_divergence(entropy_, attraction_.cross, repulsion_.z);
    if (map.kl_iterations.empty() || map.kl_iterations.back() != done_) record(map, done_, map.kl);
    map.points.set_size(settings_.dimensions, place_.size());
    for (arma::uword i = 0; i < place_.size(); ++i) {
      map.points.col(i) = arma::conv_to<arma::vec>::from(descent_.points().col(place_[i]));
    }
    map.points.each_col() -= arma::vec(arma::mean(map.points, 1));
    map.seconds = seconds_;
    map.iterations = done_;
    return map;
  }

 private:
  arma::fmat begin(const arma::fmat& features, const lucarne::Random& random) {
    const arma::fmat start = settings_.start == "random"
                                 ? start_at_random(features.n_cols, settings_.dimensions, random)
                                 : start_by_components(features, settings_.dimensions, random);
    place_ = places_along_curve(start);
    return moved(start, place_);
  }

  void find_affinities(const arma::fmat& features) {
    std::vector<double> perplexities = {settings_.perplexity};
    perplexities.insert(perplexities.end(), settings_.more_perplexities.begin(),
                        settings_.more_perplexities.end());
    const double largest = *std::max_element(perplexities.begin(), perplexities.end());
    Neighbours found;
    timed(seconds_.neighbours, [&] {
      found = find_neighbours(features, neighbours_for(largest, features.n_cols), settings_.search,
                              parallel_for_);
    });
    timed(seconds_.affinities, [&] {
      joint_ = joint_probabilities(std::move(found), perplexities, parallel_for_);
      entropy_ = entropy_of(joint_, parallel_for_);
    });
  }

  // The joint probabilities are a graph: its slowest waves take the place of the components.
  void start_by_waves(const arma::fmat& features, const lucarne::Random& random) {
    bool in_parts = false;
    const arma::fmat start = start_by_graph(moved(features, place_), joint_, settings_.dimensions,
                                            random, parallel_for_, in_parts);
    descent_ = Descent(start);
  }

  void look(bool measure) {
    // While clusters form, coarse forces do; a map of coarse forces alone ends 3 to 5 % of its
    // divergence higher.
    const bool coarse = settings_.accuracy == "fast" || done_ < settings_.exaggeration_iterations;
    const Accuracy accuracy = coarse ? Accuracy::fast : Accuracy::accurate;
    const arma::fmat& points = descent_.points();
    const auto span = static_cast<double>(arma::fvec(arma::range(points, 1)).max());
    // The mesh has two dimensions.
    if (points.n_rows != 2 || !mesh_is_cheaper(points.n_cols, span, accuracy)) {
      return look_at_all_pairs(measure);
    }
    timed(seconds_.attraction,
          [&] { attract(joint_, points, measure, parallel_for_, attraction_); });
    timed(seconds_.repulsion, [&] { (coarse ? coarse_mesh_ : fine_mesh_)(points, repulsion_); });
  }

  void look_at_all_pairs(bool measure) {
    const arma::fmat& points = descent_.points();
    if (points.n_rows != 2) return look_in_space(measure);
    if (!pairs_) pairs_.emplace(joint_);
    timed(seconds_.repulsion, [&] { (*pairs_)(points, parallel_for_, attraction_, repulsion_); });
    if (!measure) return;
    timed(seconds_.attraction,
          [&] { attraction_.cross = cross_term(joint_, points, parallel_for_); });
  }

  // Forces of edges and of all pairs in one round of the threads.
  void look_in_space(bool measure) {
    double seconds = 0;
    double share = 0;
    timed(seconds, [&] {
      AttractionPass pulling(joint_, descent_.points(), measure, attraction_);
      ExactRepulsionPass pushing(descent_.points(), repulsion_);
      share = run_together(parallel_for_, pulling.tasks(), pushing.tasks());
      pulling.finish();
      pushing.finish();
    });
    seconds_.attraction += share * seconds;
    seconds_.repulsion += (1 - share) * seconds;
  }

  // Falling evenly in its logarithm: points that a sudden end would leave behind find their
  // neighbours while the clusters still give way.
  double exaggeration(arma::uword t) const {
    const arma::uword full = settings_.exaggeration_iterations;
    if (t < full) return settings_.early_exaggeration;
    if (t >= full + settings_.exaggeration_decay) return settings_.late_exaggeration;
    const double share =
        static_cast<double>(t - full) / static_cast<double>(settings_.exaggeration_decay);
    return settings_.early_exaggeration *
           std::pow(settings_.late_exaggeration / settings_.early_exaggeration, share);
  }

  Step step(arma::uword t) const {
    Step step;
    step.exaggeration = exaggeration(t);
    step.learning_rate =
        settings_.learning_rate > 0
            ? settings_.learning_rate
            : std::max(static_cast<double>(place_.size()) / step.exaggeration, least_learning_rate);
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
        map.kl_iterations[n - 2] <
            settings_.exaggeration_iterations + settings_.exaggeration_decay) {
      return false;
    }
    return map.kl_history[n - 2] - map.kl_history[n - 1] <
           settings_.stop_below * map.kl_history[n - 2];
  }

  void reorder() {
    const std::vector<std::uint32_t> next = places_along_curve(descent_.points());
    joint_ = renumbered(joint_, next);
    pairs_.reset();
    descent_.reorder(next);
    for (std::uint32_t& place : place_) place = next[place];
  }

  const TsneSettings& settings_;
  const ParallelFor& parallel_for_;
  std::vector<std::uint32_t> place_;
  Descent descent_;
  SparseGraph joint_;
  Entropy entropy_;
  std::optional<PairForces> pairs_;  // of the joint probabilities in their present order
  MeshRepulsion coarse_mesh_;
  MeshRepulsion fine_mesh_;
  Attraction attraction_;
  Repulsion repulsion_;
  TsneSeconds seconds_{};
  arma::uword done_ = 0;
};

}  // namespace

TsneMap tsne(const arma::fmat& features, const TsneSettings& settings,
             const lucarne::Random& random, const ParallelFor& parallel_for,
             const KeepGoing& progress) {
  return Run(features, settings, random, parallel_for).go(progress);
}

}  // namespace embedding
