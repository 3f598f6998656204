// SPDX-License-Identifier: MIT
#include "saliency/methods/coalitions.hpp"
#include "saliency/methods/draws.hpp"
#include "saliency/methods/evaluate.hpp"
#include "saliency/methods/feature_groups.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <bit>
#include <cmath>

namespace lucarne::saliency {
namespace {

constexpr arma::uword most_exact_groups = 20;
constexpr arma::uword usual_permutations = 25;

// |S|! (M - |S| - 1)! / M! = 1 / (M C(M - 1, |S|)) for |S| = 0 .. M - 1
arma::vec shapley_weights(arma::uword n_groups) {
  arma::vec weights(n_groups);
  double binomial = 1;
  for (arma::uword size = 0; size < n_groups; ++size) {
    weights(size) = 1 / (static_cast<double>(n_groups) * binomial);
    binomial = binomial * static_cast<double>(n_groups - 1 - size) / static_cast<double>(size + 1);
  }
  return weights;
}

arma::uword gray_code(arma::uword number) { return number ^ (number >> 1U); }

// Every value of a group is the sum over coalitions: with it +weight(|S| - 1), without
// -weight(|S|).
arma::vec exact_values(const arma::vec& outputs, arma::uword n_groups) {
  const arma::vec weights = shapley_weights(n_groups);
  arma::vec values(n_groups, arma::fill::zeros);
  for (arma::uword number = 0; number < outputs.n_elem; ++number) {
    const arma::uword coalition = gray_code(number);
    const auto size = static_cast<arma::uword>(std::popcount(coalition));
    for (arma::uword group = 0; group < n_groups; ++group) {
      const bool with = ((coalition >> group) & 1U) != 0;
      values(group) += outputs(number) * (with ? weights(size - 1) : -weights(size));
    }
  }
  return values;
}

// How many groups come before group g in permutation d. shape: groups x draws
arma::umat ranks_in_permutations(arma::uword n_groups, arma::uword draws, std::uint64_t key,
                                 const Random& random) {
  arma::umat ranks(n_groups, draws);
  for (arma::uword draw = 0; draw < draws; ++draw) {
    const arma::uvec order = random.permutation(n_groups, first_draw + (key << 20U) + draw);
    for (arma::uword place = 0; place < n_groups; ++place) ranks(order(place), draw) = place;
  }
  return ranks;
}

}  // namespace

/// source: Shapley 1953, "A value for n-person games"; the value of a coalition is the output with
/// the other groups at the baseline
Explanation explain_shapley(const Question& question, const Settings&) {
  const arma::uword n_groups = common_group_count(question);
  if (n_groups > most_exact_groups) {
    throw ParameterError("method",
                         fmt::format("shapley runs 2^groups points and takes at most {} groups; "
                                     "found {}; choose larger blocks with 'block', a 'mask_file', "
                                     "or 'method: shapley-sampling'",
                                     most_exact_groups, n_groups));
  }
  arma::mat values(n_groups, question.n_items());
  const arma::uword n_coalitions = arma::uword{1} << n_groups;
  for_each_part(question, n_coalitions, [&](const Question& part, arma::uword first) {
    const arma::mat of_coalitions = coalition_outputs(
        part, n_coalitions, [](arma::uword, arma::uword number, arma::uword group) {
          return ((gray_code(number) >> group) & 1U) != 0;
        });
    for (arma::uword item = 0; item < part.n_items(); ++item) {
      values.col(first + item) = exact_values(of_coalitions.col(item), n_groups);
    }
  });
  return explanation_of_groups(question, values, {},
                               outputs(question) - baseline_outputs(question));
}

/// source: Strumbelj, Kononenko 2010, "An efficient explanation of individual classifications using
/// game theory"
Explanation explain_shapley_sampling(const Question& question, const Settings& settings) {
  const arma::uword n_groups = common_group_count(question);
  const arma::uword draws = draws_or(settings, usual_permutations);
  arma::mat sums(n_groups, question.n_items(), arma::fill::zeros);
  arma::mat squares = sums;
  // Of each permutation, the coalitions of its first 0 .. M groups.
  const arma::uword chain = n_groups + 1;
  for_each_part(question, chain * draws, [&](const Question& part, arma::uword first) {
    std::vector<arma::umat> ranks;
    for (const arma::uword key : part.keys) {
      ranks.push_back(ranks_in_permutations(n_groups, draws, key, question.random));
    }
    const arma::mat of_coalitions = coalition_outputs(
        part, chain * draws, [&](arma::uword item, arma::uword number, arma::uword group) {
          return ranks[item](group, number / chain) < number % chain;
        });
    for (arma::uword item = 0; item < part.n_items(); ++item) {
      for (arma::uword draw = 0; draw < draws; ++draw) {
        for (arma::uword group = 0; group < n_groups; ++group) {
          const arma::uword before = draw * chain + ranks[item](group, draw);
          const double gain = of_coalitions(before + 1, item) - of_coalitions(before, item);
          sums(group, first + item) += gain;
          squares(group, first + item) += gain * gain;
        }
      }
    }
  });
  const auto count = static_cast<double>(draws);
  const arma::mat mean = sums / count;
  arma::mat variance = squares / count - arma::square(mean);
  variance.clamp(0, arma::datum::inf);
  return explanation_of_groups(question, mean, arma::sqrt(variance / std::max(count - 1, 1.0)),
                               outputs(question) - baseline_outputs(question));
}

}  // namespace lucarne::saliency
