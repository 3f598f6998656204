// SPDX-License-Identifier: MIT
#include "saliency/methods/draws.hpp"
#include "saliency/methods/layers.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace lucarne::saliency {
namespace {

constexpr arma::uword usual_noisy_copies = 50;
// Noisy copies that are explained at once: bounds the memory, and is the same for any threads.
constexpr arma::uword copies_at_once = 1024;
// Features whose moments one task sums.
constexpr arma::uword features_per_task = 64;

/// Sums over draws of the powers 1 to 4 (1 and 2 where no more are `needed`) of the inner
/// attributions, less those of the first draw: shifted so, the variance loses no digits.
struct NoiseMoments {
  NoiseMoments(arma::uword n, bool needed) : all(needed), shift(n), powers(n, 4) {}
  /// Of the features `begin` to `end`; others may be added by other threads.
  void start(const float* first, arma::uword begin, arma::uword end) {
    for (arma::uword i = begin; i < end; ++i) {
      shift(i) = static_cast<double>(first[i]);
      for (arma::uword p = 0; p < 4; ++p) powers(i, p) = 0;
    }
  }
  void add(const float* attribution, arma::uword begin, arma::uword end) {
    // Columns of one matrix, which the compiler cannot know to lie apart.
    const double* __restrict from = shift.memptr();
    double* __restrict power1 = powers.colptr(0);
    double* __restrict power2 = powers.colptr(1);
    double* __restrict power3 = powers.colptr(2);
    double* __restrict power4 = powers.colptr(3);
    for (arma::uword i = begin; !all && i < end; ++i) {
      const double value = static_cast<double>(attribution[i]) - from[i];
      power1[i] += value;
      power2[i] += value * value;
    }
    for (arma::uword i = begin; all && i < end; ++i) {
      const double value = static_cast<double>(attribution[i]) - from[i];
      const double square = value * value;
      power1[i] += value;
      power2[i] += square;
      power3[i] += square * value;
      power4[i] += square * square;
    }
  }
  bool all;
  arma::vec shift;
  arma::mat powers;
};

// The question for noisy copies `first` to `first + count - 1`; copy c is draw c % draws of item
// c / draws.
Question noisy_copies(const Question& question, const arma::vec& deviations, arma::uword draws,
                      arma::uword first, arma::uword count) {
  const arma::uword n = question.n_features();
  arma::uvec items(count);
  for (arma::uword copy = 0; copy < count; ++copy) items(copy) = (first + copy) / draws;
  Question copies = without_inputs(question, items);
  copies.inputs.set_size(n, count);
  question.workers.parallel_for(count, [&](arma::uword copy) {
    const float* item = question.inputs.colptr(items(copy));
    float* input = copies.inputs.colptr(copy);
    const double deviation = deviations(items(copy));
    if (deviation <= 0) {
      std::copy_n(item, n, input);
      return;
    }
    question.random.normals(copies.keys(copy), first_draw + (first + copy) % draws * n, deviation,
                            {input, n});
    for (arma::uword i = 0; i < n; ++i) input[i] += item[i];
  });
  return copies;
}

// Noise is added to the network's input, whatever tensor is attributed to.
Explanation inner(const Question& question, const Settings& settings) {
  Settings plain = settings;
  plain.method = settings.of;
  // The mean gradient of the paper is signed; |g| is asked for by name.
  if (plain.sign == "auto") plain.sign = "signed";
  const Method& method = find_method(settings.of);
  return attributes_to_layer(plain) ? method.explain(at_layer(question, plain), plain)
                                    : method.explain(question, plain);
}

enum class NoiseStatistic { mean, mean_square, variance };

// From moments about the first draw, a: E v = a + m1, E v^2 = a^2 + 2 a m1 + m2, and so on.
void summarise(const NoiseMoments& moments, const arma::span& features, double draws,
               NoiseStatistic statistic, float* value, float* error) {
  for (arma::uword i = features.a; i <= features.b; ++i) {
    const double a = moments.shift(i);
    const double m1 = moments.powers(i, 0) / draws;
    const double m2 = moments.powers(i, 1) / draws;
    const double m3 = moments.powers(i, 2) / draws;
    const double m4 = moments.powers(i, 3) / draws;
    const double variance = std::max(0.0, m2 - m1 * m1);
    double spread = variance;  // of what is averaged over the draws
    double result = a + m1;
    if (statistic == NoiseStatistic::mean_square) {
      result = a * a + 2 * a * m1 + m2;
      // v^2 - a^2 = 2 a d + d^2 with d = v - a.
      const double mean = 2 * a * m1 + m2;
      spread = 4 * a * a * m2 + 4 * a * m3 + m4 - mean * mean;
    } else if (statistic == NoiseStatistic::variance) {
      result = variance;
      const double fourth = m4 - 4 * m1 * m3 + 6 * m1 * m1 * m2 - 3 * m1 * m1 * m1 * m1;
      spread = fourth - variance * variance;
    }
    value[i] = static_cast<float>(result);
    error[i] = static_cast<float>(std::sqrt(std::max(0.0, spread) / std::max(draws - 1, 1.0)));
  }
}

Explanation noisy(const Question& question, const Settings& settings, NoiseStatistic statistic) {
  const Shape shape = attributes_to_layer(settings)
                          ? named_tensor(question.model, settings.layer).shape
                          : question.item_shape;
  const arma::uword n = n_elements(shape);
  const arma::uword draws = draws_or(settings, usual_noisy_copies);
  Explanation explanation;
  explanation.shape = shape;
  explanation.attributions.set_size(n, question.n_items());
  explanation.standard_error.set_size(n, question.n_items());
  const arma::uword n_copies = draws * question.n_items();
  const arma::vec deviations =
      settings.compat == "captum" ? arma::vec(question.n_items(), arma::fill::value(settings.noise))
                                  : arma::vec(settings.noise * ranges(question.inputs));
  NoiseMoments moments(n, statistic != NoiseStatistic::mean);
  for (arma::uword first = 0; first < n_copies; first += copies_at_once) {
    const arma::uword count = std::min(copies_at_once, n_copies - first);
    const Explanation explained =
        inner(noisy_copies(question, deviations, draws, first, count), settings);
    const arma::uword n_tasks = (n + features_per_task - 1) / features_per_task;
    question.workers.parallel_for(n_tasks, [&](arma::uword task) {
      const arma::uword begin = task * features_per_task;
      const arma::uword end = std::min(begin + features_per_task, n);
      for (arma::uword copy = 0; copy < count; ++copy) {
        const arma::uword item = (first + copy) / draws;
        const arma::uword draw = (first + copy) % draws;
        const float* attribution = explained.attributions.colptr(copy);
        if (draw == 0) moments.start(attribution, begin, end);
        moments.add(attribution, begin, end);
        if (draw + 1 < draws) continue;
        summarise(moments, arma::span(begin, end - 1), static_cast<double>(draws), statistic,
                  explanation.attributions.colptr(item), explanation.standard_error.colptr(item));
      }
    });
  }
  return explanation;
}

}  // namespace

/// source: Smilkov et al. 2017, arXiv:1706.03825, eq. (1)
Explanation explain_smoothgrad(const Question& question, const Settings& settings) {
  return noisy(question, settings, NoiseStatistic::mean);
}

/// source: Hooker et al. 2019, arXiv:1806.10758
Explanation explain_smoothgrad_squared(const Question& question, const Settings& settings) {
  return noisy(question, settings, NoiseStatistic::mean_square);
}

/// source: Adebayo et al. 2018, arXiv:1810.03307, appendix
Explanation explain_vargrad(const Question& question, const Settings& settings) {
  return noisy(question, settings, NoiseStatistic::variance);
}

}  // namespace lucarne::saliency
