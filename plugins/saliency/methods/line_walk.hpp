// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/first_layer.hpp"
#include "saliency/methods/quadrature.hpp"
#include "saliency/methods/relu_chain.hpp"

#include <span>
#include <vector>

namespace lucarne::saliency {

/// Walks along a straight line through what a chain's first layer puts out, and sums the gradients
/// of one output with respect to it. Of the layers behind only the units are computed anew that
/// switch on the way: a point costs about as much as its additions, not its matrix products.
/// thread: one thread at a time
class LineWalk {
 public:
  explicit LineWalk(const ReluChain& chain);

  /// Writes the gradient of output `output` integrated from `from` to `to`: switch by switch, no
  /// rule of integration. shape: as many numbers each as the first layer has units
  void integrate(const float* from, const float* to, arma::uword output, float* sums);

  /// Likewise the sum by a rule, fastest where its nodes are in order.
  void integrate(const float* from, const float* to, arma::uword output, const Quadrature& rule,
                 float* sums);

 private:
  struct Switch {
    double at;
    arma::uword unit;
  };
  struct Switched {
    arma::uword unit;
    double sign;  // 1: on, -1: off
  };
  /// A hidden layer: what its Relu reads is value + alpha slope, as long as no unit before it
  /// switches.
  struct Hidden {
    arma::vec value;
    arma::vec slope;
    arma::vec on;        // 1 or 0 for each unit
    arma::vec gradient;  // of the output with respect to what the Relu gives
    arma::vec now;       // states at the place that is looked at, and who differs there
    std::vector<std::size_t> places;
    std::vector<Switched> switched = {};  // since the gradients were last up to date
    std::vector<Switch> switches = {};    // of the stretch that is walked
  };

  void start(const float* from, const float* to, arma::uword output);
  void walk(std::size_t layer, double begin, double end);
  void toggle(std::size_t layer, arma::uword unit);
  std::span<const std::size_t> differing(std::size_t layer, double alpha, const arma::vec& states);
  void find_switches(std::size_t layer, double begin, double end);
  void pass_on(std::size_t layer);
  void pass_on_switch(std::size_t layer, const Switched& switched);
  void point(double alpha, bool first);
  void update_gradients();
  void add_gradient(double weight);
  bool is_last(std::size_t layer) const { return layer + 1 == layers_.size(); }

  const ReluChain& chain_;
  std::vector<Hidden> layers_;
  arma::vec sums_;
};

/// (x - b) times the gradient summed by a walk from b to x, averaged over the baselines; without a
/// rule integrated exactly.
arma::fmat walked_along_lines(const FirstLayer& layer, const ReluChain& chain,
                              const Question& question, const Quadrature* rule);

}  // namespace lucarne::saliency
