// SPDX-License-Identifier: MIT
#include "saliency/methods/lrp_rules.hpp"

#include <algorithm>

namespace lucarne::saliency {
namespace {

arma::fmat positive(const arma::fmat& values) {
  arma::fmat result = values;
  for (float& one : result) one = std::max(one, 0.0F);
  return result;
}

arma::fmat negative(const arma::fmat& values) { return values - positive(values); }

/// What a rule sees of a layer.
struct Dense {
  const arma::fmat& x;
  const arma::fmat& w;
  const arma::fmat& bias;  // units x 1
  const arma::fmat& relevance;
  double epsilon;

  // Relevance with weights `wp` for positive and `wn` for negative inputs, and bias `b`.
  arma::fmat propagated(const arma::fmat& wp, const arma::fmat& wn, const arma::fmat& b,
                        const arma::fmat& of) const {
    const arma::fmat xp = positive(x);
    const arma::fmat xn = negative(x);
    arma::fmat z = wp.t() * xp + wn.t() * xn;
    z.each_col() += arma::fvec(b.col(0));
    const arma::fmat f = of / stabilised(z, epsilon);
    return xp % (wp * f) + xn % (wn * f);
  }
};

// alpha times the share of what adds, minus beta times the share of what takes away.
arma::fmat alpha_beta(const Dense& layer, double alpha, double beta) {
  const arma::fmat wp = positive(layer.w);
  const arma::fmat wn = negative(layer.w);
  arma::fmat result =
      static_cast<float>(alpha) * layer.propagated(wp, wn, positive(layer.bias), layer.relevance);
  if (beta != 0) {
    result -=
        static_cast<float>(beta) * layer.propagated(wn, wp, negative(layer.bias), layer.relevance);
  }
  return result;
}

// Units with a positive and a negative output favour what adds to them.
arma::fmat gamma_rule(const Dense& layer, double gamma) {
  const auto g = static_cast<float>(gamma);
  arma::fmat z = layer.w.t() * layer.x;
  z.each_col() += arma::fvec(layer.bias.col(0));
  arma::fmat above = layer.relevance;
  arma::fmat below = layer.relevance;
  for (arma::uword i = 0; i < z.n_elem; ++i) {
    if (z(i) > 0) {
      below(i) = 0;
    } else {
      above(i) = 0;
    }
  }
  const arma::fmat more = layer.w + g * positive(layer.w);
  const arma::fmat less = layer.w + g * negative(layer.w);
  const arma::fmat bias_more = layer.bias + g * positive(layer.bias);
  const arma::fmat bias_less = layer.bias + g * negative(layer.bias);
  return layer.propagated(more, less, bias_more, above) +
         layer.propagated(less, more, bias_less, below);
}

// Relevance by weights alone: their squares, or all alike.
arma::fmat by_weights(const arma::fmat& w, const arma::fmat& bias, const arma::fmat& relevance,
                      double epsilon) {
  const arma::fmat z = arma::sum(w, 0).t() + bias;
  arma::fmat f = relevance;
  f.each_col() /= arma::fvec(stabilised(z, epsilon).col(0));
  return w * f;
}

}  // namespace

arma::fmat stabilised(const arma::fmat& z, double epsilon) {
  const auto e = static_cast<float>(epsilon);
  arma::fmat result = z;
  for (float& one : result) one += one >= 0 ? e : -e;
  return result;
}

arma::fmat through_dense(const arma::fmat& inputs, const arma::fmat& weights,
                         const arma::fvec& biases, const arma::fmat& relevance,
                         const Settings& settings) {
  arma::fmat bias(weights.n_cols, 1, arma::fill::zeros);
  if (!biases.is_empty()) bias.col(0) = biases;
  const Dense layer{inputs, weights, bias, relevance, settings.epsilon};
  const std::string& rule = settings.lrp_rule;
  if (rule == "z-plus") return alpha_beta(layer, 1, 0);
  if (rule == "alpha-beta") return alpha_beta(layer, settings.alpha, settings.alpha - 1);
  if (rule == "gamma") return gamma_rule(layer, settings.gamma);
  if (rule == "w-square") {
    return by_weights(arma::square(weights), arma::square(bias), relevance, settings.epsilon);
  }
  const arma::fmat ones(arma::size(weights), arma::fill::ones);
  return by_weights(ones, arma::fmat(arma::size(bias), arma::fill::zeros), relevance,
                    settings.epsilon);
}

}  // namespace lucarne::saliency
