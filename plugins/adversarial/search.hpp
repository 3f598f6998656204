// SPDX-License-Identifier: MIT
#pragma once

#include "adversarial/attack.hpp"

namespace lucarne::adversarial {

/// What attacks of growing radius do to each sample.
struct Search {
  arma::vec radii;         ///< tried on all samples, ascending
  arma::vec accuracy;      ///< share of samples that withstand the attack, of each radius
  arma::vec smallest;      ///< of each sample, the smallest radius found; infinite where none was
  arma::fmat adversarial;  ///< at the smallest radius tried that flips, else at the largest shown
  arma::uvec predicted;    ///< of `adversarial`
};

/// The network's answers that count as flipped: another class than the victim's, or, where the
/// attack is targeted, that class.
bool is_flipped(const Attack& attack, arma::uword predicted, arma::uword aim);

/// Tries the radii in turn on the samples that no smaller one has flipped: what lies in a ball lies
/// in every larger one. Then halves the interval that holds each sample's smallest radius
/// `bisections` times. `shown`: radius up to which `adversarial` is kept.
/// requires: radii ascending, above 0, with `shown` among them; `predicted` of the samples
/// themselves
Search search(const Context& context, const Attack& attack, Victims victims,
              const arma::uvec& predicted, const arma::vec& radii, double shown,
              arma::uword bisections);

}  // namespace lucarne::adversarial
