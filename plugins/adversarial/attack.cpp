// SPDX-License-Identifier: MIT
#include "adversarial/attack.hpp"

#include "adversarial/steps.hpp"

#include <lucarne/error.hpp>

#include <algorithm>
#include <cmath>

namespace lucarne::adversarial {
namespace {

// d loss / d logits of each item, but for a positive factor where `exact` is false. With the class
// nearly certain, p - 1 rounds to zero and the attack would stand still; p over the other classes
// alone has the same direction and never does.
arma::fmat loss_seed(const arma::fmat& logits, const arma::uvec& classes, Loss loss, bool exact) {
  arma::fmat seed(logits.n_rows, logits.n_cols);
  for (arma::uword item = 0; item < logits.n_cols; ++item) {
    const arma::uword k = classes(item);
    if (loss == Loss::log_output) {
      seed.col(item).zeros();
      seed(k, item) = -1 / logits(k, item);
      continue;
    }
    arma::vec z = arma::conv_to<arma::vec>::from(logits.col(item));
    const double own = z(k);
    z(k) = -arma::datum::inf;
    const double largest = z.max();
    arma::vec others = arma::exp(z - largest);
    const double sum = arma::accu(others);
    double factor = 1;
    // 1 - p of the class.
    if (exact) factor = 1 / (1 + std::exp(own - largest) / sum);
    others *= factor / sum;
    others(k) = -factor;
    seed.col(item) = arma::conv_to<arma::fvec>::from(others);
  }
  return seed;
}

void require_finite(const arma::fmat& gradient) {
  if (gradient.is_finite()) return;
  throw Error(
      "finite gradients wanted, found NaN or infinity; look for extreme weights or inputs "
      "that are not scaled");
}

class BlockAttack {
 public:
  BlockAttack(const Context& context, const Attack& attack)
      : context_(context), attack_(attack), pass_(context.model().start_pass()) {}

  Attacked run(const Victims& block) {
    arma::fmat inputs = block.inputs;
    if (attack_.random_start) start_at_random(context_.random(), block, attack_, inputs);
    for (arma::uword step = 0; step < attack_.steps; ++step) {
      context_.stop_if_cancelled();
      const arma::fmat gradient = loss_gradient(inputs, block.classes);
      require_finite(gradient);
      take_step(attack_, block, gradient, inputs);
    }
    pass_->forward(inputs);
    return {inputs, predicted_classes(pass_->tensor(context_.model().logits()))};
  }

 private:
  arma::fmat loss_gradient(const arma::fmat& inputs, const arma::uvec& classes) {
    const Model& model = context_.model();
    pass_->forward(inputs);
    const arma::fmat seed =
        loss_seed(pass_->tensor(model.logits()), classes, attack_.loss, attack_.threshold > 0);
    return pass_->gradient(model.logits(), seed, model.input_name());
  }

  const Context& context_;
  const Attack& attack_;
  std::unique_ptr<Pass> pass_;
};

// Enough columns for products at full speed, few enough that the tensors stay in the caches.
arma::uword items_per_block(const Model& model) {
  arma::uword largest = n_elements(model.input_shape());
  for (const Layer& layer : model.layers()) largest = std::max(largest, n_elements(layer.shape));
  return std::clamp<arma::uword>((arma::uword{1} << 20U) / std::max<arma::uword>(largest, 1), 1,
                                 128);
}

}  // namespace

Attack single_step(Attack attack) {
  attack.steps = 1;
  attack.step_size = arma::datum::inf;
  attack.random_start = false;
  return attack;
}

Victims chosen(const Victims& victims, const arma::uvec& items) {
  return {victims.inputs.cols(items), victims.classes(items), victims.keys(items),
          victims.radii(items)};
}

Attacked attacked(const Context& context, const Attack& attack, const Victims& victims) {
  Attacked result{arma::fmat(victims.inputs.n_rows, victims.size()), arma::uvec(victims.size())};
  const arma::uword size = items_per_block(context.model());
  const arma::uword n_blocks = (victims.size() + size - 1) / size;
  context.parallel_for(n_blocks, [&](arma::uword number) {
    const arma::uword first = number * size;
    const arma::uword last = std::min(first + size, victims.size()) - 1;
    const arma::uvec items = arma::regspace<arma::uvec>(first, 1, last);
    const Attacked block = BlockAttack(context, attack).run(chosen(victims, items));
    result.inputs.cols(first, last) = block.inputs;
    result.predicted.subvec(first, last) = block.predicted;
  });
  return result;
}

}  // namespace lucarne::adversarial
