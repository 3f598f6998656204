// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/context.hpp>

namespace lucarne::adversarial {

/// How the size of a perturbation is measured: its largest element, or the root of its sum of
/// squares.
enum class Norm { linf, l2 };

/// What an attack raises (or lowers, where it is targeted).
enum class Loss {
  cross_entropy,  ///< -log of the class's softmax over the logits
  log_output,     ///< -log of the logit itself, as captum does for a network without softmax
};

/// How inputs are changed, step by step.
struct Attack {
  Norm norm = Norm::linf;
  Loss loss = Loss::cross_entropy;
  bool targeted = false;   ///< towards the class, not away from it
  bool sign_steps = true;  ///< by the gradient's signs; else along the gradient
  double threshold = 0;    ///< elements of the gradient up to this magnitude stay as they are
  arma::uword steps = 40;
  double step_size = 0;  ///< 0: 2.5 radius / steps, so that the ball's edge is reached
  bool random_start = false;
  double lower = -arma::datum::inf;  ///< no input leaves these bounds
  double upper = arma::datum::inf;
};

/// One step of the whole radius: Goodfellow et al. 2015, arXiv:1412.6572, section 4.
Attack single_step(Attack attack);

/// What is attacked.
struct Victims {
  arma::fmat inputs;   ///< features x items
  arma::uvec classes;  ///< that each is driven away from, or towards
  arma::uvec keys;     ///< number of each item, which its random start depends on
  arma::vec radii;     ///< of each item's ball
  arma::uword size() const { return inputs.n_cols; }
};

/// The same for some of the items.
Victims chosen(const Victims& victims, const arma::uvec& items);

struct Attacked {
  arma::fmat inputs;     ///< features x items, within their balls and bounds
  arma::uvec predicted;  ///< what the network makes of them
};

/// Attacks all items, in blocks of a fixed size on all threads.
/// throws: Error where a gradient is NaN or infinite; Cancelled
/// source: Madry et al. 2018, arXiv:1706.06083, section 2.1
Attacked attacked(const Context& context, const Attack& attack, const Victims& victims);

}  // namespace lucarne::adversarial
