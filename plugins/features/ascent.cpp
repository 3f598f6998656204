// SPDX-License-Identifier: MIT
#include "features/ascent.hpp"

#include "features/placement.hpp"

#include <lucarne/error.hpp>

#include <atomic>
#include <cmath>
#include <numbers>

namespace lucarne::features {
namespace {

constexpr double start_deviation = 0.01;
constexpr double degrees = std::numbers::pi / 180;
// Draws of a step; those of the start come before all of them.
constexpr std::uint64_t draws_per_step = 4;
constexpr std::uint64_t first_step_draw = std::uint64_t{1} << 32U;

class Adam {
 public:
  Adam(arma::uword n, double rate)
      : rate_(rate), mean_(n, arma::fill::zeros), square_(n, arma::fill::zeros) {}

  // Upwards.
  void step(const arma::vec& gradient, arma::vec& parameters) {
    ++time_;
    mean_ = beta1 * mean_ + (1 - beta1) * gradient;
    square_ = beta2 * square_ + (1 - beta2) * arma::square(gradient);
    const double unbiased = std::sqrt(1 - std::pow(beta2, time_)) / (1 - std::pow(beta1, time_));
    // A gradient of zero has no direction, whatever is left of its scale.
    parameters += rate_ * unbiased * mean_ / (arma::sqrt(square_) + 1e-8);
  }

 private:
  static constexpr double beta1 = 0.9;
  static constexpr double beta2 = 0.999;
  double rate_;
  int time_ = 0;
  arma::vec mean_;
  arma::vec square_;
};

// Of the aim's name, so that the same aim draws the same numbers in any company.
std::uint64_t key_of(const Aim& aim) {
  // FNV-1a.
  std::uint64_t hash = 14695981039346656037U;
  for (const char letter : aim.layer) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211U;
  }
  return hash + aim.unit;
}

class OneAscent {
 public:
  OneAscent(const Context& context, const Ascent& ascent, const Aim& aim)
      : context_(context),
        ascent_(ascent),
        aim_(aim),
        layer_(context.model().layer(aim.layer)),
        key_(key_of(aim)),
        pass_(context.model().start_pass()),
        pictures_(ascent.canvas, ascent.decay) {}

  Feature run() {
    arma::vec parameters(pictures_.n_parameters());
    for (arma::uword i = 0; i < parameters.n_elem; ++i) {
      parameters(i) = start_deviation * context_.random().normal(key_, i);
    }
    Adam adam(parameters.n_elem, ascent_.rate);
    Feature feature;
    feature.history.set_size(ascent_.steps);
    feature.answers = false;
    for (arma::uword step = 0; step < ascent_.steps; ++step) {
      context_.stop_if_cancelled();
      const arma::vec input = inputs_of(parameters);
      arma::vec gradient = objective_gradient(input, step, feature.history(step));
      feature.answers = feature.answers || arma::any(gradient != 0);
      if (ascent_.variation > 0 && ascent_.canvas.is_picture) {
        add_total_variation(input, ascent_.canvas, -ascent_.variation, gradient);
      }
      adam.step(pictures_.gradient(gradient % slope_of(input)), parameters);
    }
    feature.input = arma::conv_to<arma::fvec>::from(inputs_of(parameters));
    feature.activation = activation(feature.input);
    return feature;
  }

 private:
  arma::vec inputs_of(const arma::vec& parameters) const {
    const arma::vec picture = pictures_.picture(parameters);
    const double range = ascent_.upper - ascent_.lower;
    return ascent_.lower + range / (1 + arma::exp(-picture));
  }

  // d input / d picture before the sigmoid.
  arma::vec slope_of(const arma::vec& input) const {
    const double range = ascent_.upper - ascent_.lower;
    const arma::vec share = (input - ascent_.lower) / range;
    return range * share % (1 - share);
  }

  double activation(const arma::fvec& input) {
    pass_->forward(arma::fmat(input));
    return unit_activations(pass_->tensor(layer_.tensor), layer_.shape, aim_)(0);
  }

  Placement placement_of(arma::uword step) const {
    const auto draw = [&](std::uint64_t which) {
      const std::uint64_t place = first_step_draw + draws_per_step * step + which;
      return 2 * context_.random().uniform(key_, place) - 1;
    };
    return {ascent_.rotation * degrees * draw(0), 1 + ascent_.zoom * draw(1),
            ascent_.jitter * draw(2), ascent_.jitter * draw(3)};
  }

  // d activation / d input, through the moved picture.
  arma::vec objective_gradient(const arma::vec& input, arma::uword step, double& reached) {
    const Placement placement = placement_of(step);
    const bool moves = ascent_.canvas.is_picture;
    const double outside = (ascent_.lower + ascent_.upper) / 2;
    const arma::vec seen = moves ? moved(input, ascent_.canvas, placement, outside) : input;
    reached = activation(arma::conv_to<arma::fvec>::from(seen));
    const arma::fmat gradient =
        pass_->gradient(layer_.tensor, seed(), context_.model().input_name());
    if (!gradient.is_finite() || !std::isfinite(reached)) {
      throw Error("finite gradients wanted, found NaN or infinity for unit " +
                  std::to_string(aim_.unit) + " of layer '" + aim_.layer +
                  "'; look for extreme weights");
    }
    const arma::vec of_seen = arma::conv_to<arma::vec>::from(gradient.col(0));
    return moves ? moved_gradient(of_seen, ascent_.canvas, placement) : of_seen;
  }

  arma::fmat seed() const {
    const Elements elements = elements_of(layer_.shape, aim_);
    arma::fmat seed(n_elements(layer_.shape), 1, arma::fill::zeros);
    seed.rows(elements.first, elements.first + elements.count - 1)
        .fill(1 / static_cast<float>(elements.count));
    return seed;
  }

  const Context& context_;
  const Ascent& ascent_;
  const Aim& aim_;
  const Layer& layer_;
  std::uint64_t key_;
  std::unique_ptr<Pass> pass_;
  Parametrisation pictures_;
};

}  // namespace

arma::uword n_units(const Shape& shape) {
  return shape.size() == 3 ? shape.front() : n_elements(shape);
}

Elements elements_of(const Shape& shape, const Aim& aim) {
  const arma::uword places = n_elements(shape) / n_units(shape);
  if (!aim.centre || places == 1) return {aim.unit * places, places};
  return {aim.unit * places + shape[1] / 2 * shape[2] + shape[2] / 2, 1};
}

arma::vec unit_activations(const arma::fmat& tensor, const Shape& shape, const Aim& aim) {
  const Elements elements = elements_of(shape, aim);
  arma::vec result(tensor.n_cols);
  for (arma::uword item = 0; item < tensor.n_cols; ++item) {
    double sum = 0;
    const float* values = tensor.colptr(item) + elements.first;
    for (arma::uword i = 0; i < elements.count; ++i) sum += static_cast<double>(values[i]);
    result(item) = sum / static_cast<double>(elements.count);
  }
  return result;
}

std::vector<Feature> ascended(const Context& context, const Ascent& ascent,
                              const std::vector<Aim>& aims) {
  std::vector<Feature> features(aims.size());
  std::atomic<arma::uword> done = 0;
  context.parallel_for(aims.size(), [&](arma::uword i) {
    features[i] = OneAscent(context, ascent, aims[i]).run();
    context.progress(static_cast<double>(++done) / static_cast<double>(aims.size()));
  });
  return features;
}

}  // namespace lucarne::features
