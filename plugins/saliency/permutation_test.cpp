// SPDX-License-Identifier: MIT
#include "saliency/permutation_test.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

namespace lucarne::saliency {
namespace {

// Relabellings of one task: the same pieces whatever the number of threads.
constexpr arma::uword permutations_per_task = 500;

/// How often, in relabellings `begin` to `end` - 1, each statistic's sum over a random subset lies
/// as far from zero as the observed one.
/// `centred`: statistics with mean zero over all items, so that the sum of one group says all
arma::uvec count_as_far(const arma::mat& centred, arma::uword subset_size,
                        const arma::vec& observed, const Random& random, arma::uword begin,
                        arma::uword end) {
  const auto n = static_cast<std::uint32_t>(centred.n_cols);
  const arma::uword n_statistics = centred.n_rows;
  std::vector<std::uint32_t> items(n);
  std::iota(items.begin(), items.end(), 0U);
  std::vector<double> sums(n_statistics);
  arma::uvec as_far(n_statistics, arma::fill::zeros);
  for (arma::uword relabelling = begin; relabelling < end; ++relabelling) {
    std::ranges::fill(sums, 0.0);
    std::array<std::uint32_t, 4> words{};
    // The first steps of Fisher and Yates choose a uniform subset from any starting order, so the
    // order left by the last relabelling serves as well as a fresh one.
    for (std::uint32_t i = 0; i < subset_size; ++i) {
      if (i % 4 == 0) words = random.words(relabelling, i / 4);
      // High half of the 64 bit product: bias below n / 2^32.
      const auto step = static_cast<std::uint32_t>((std::uint64_t{words[i % 4]} * (n - i)) >> 32);
      std::swap(items[i], items[i + step]);
      const double* column = centred.colptr(items[i]);
      for (arma::uword s = 0; s < n_statistics; ++s) sums[s] += column[s];
    }
    for (arma::uword s = 0; s < n_statistics; ++s) {
      as_far(s) += std::abs(sums[s]) >= observed(s) ? 1 : 0;
    }
  }
  return as_far;
}

arma::vec group_mean(const arma::mat& statistics, const arma::uvec& items) {
  return arma::mean(statistics.cols(items), 1);
}

arma::vec sum_of_squares(const arma::mat& statistics, const arma::uvec& items,
                         const arma::vec& mean) {
  arma::mat centred = statistics.cols(items);
  centred.each_col() -= mean;
  return arma::sum(arma::square(centred), 1);
}

arma::uvec complement(const arma::uvec& items, arma::uword n) {
  arma::uvec outside(n, arma::fill::ones);
  outside(items).zeros();
  return arma::find(outside == 1);
}

}  // namespace

GroupComparison compare_groups(const arma::mat& statistics, const arma::uvec& first,
                               arma::uword permutations, const Context& context) {
  const arma::uvec second = complement(first, statistics.n_cols);
  GroupComparison result;
  result.mean_first = group_mean(statistics, first);
  result.mean_second = group_mean(statistics, second);
  const arma::vec within = sum_of_squares(statistics, first, result.mean_first) +
                           sum_of_squares(statistics, second, result.mean_second);
  const arma::vec pooled = arma::sqrt(within / static_cast<double>(statistics.n_cols - 2));
  result.standardised = (result.mean_first - result.mean_second) / pooled;

  const arma::uvec& smaller = first.n_elem <= second.n_elem ? first : second;
  const arma::vec centre = arma::mean(statistics, 1);
  arma::mat centred = statistics;
  centred.each_col() -= centre;
  const arma::vec scale = arma::sum(arma::abs(centred), 1);
  // Sums of the same items in another order differ in the last digits; they count as ties.
  const arma::vec observed =
      arma::abs(arma::vec(arma::sum(centred.cols(smaller), 1))) - 1e-12 * scale;

  const arma::uword tasks = (permutations + permutations_per_task - 1) / permutations_per_task;
  arma::umat as_far(statistics.n_rows, tasks);
  context.parallel_for(tasks, [&](arma::uword task) {
    context.stop_if_cancelled();
    const arma::uword begin = task * permutations_per_task;
    const arma::uword end = std::min(begin + permutations_per_task, permutations);
    as_far.col(task) =
        count_as_far(centred, smaller.n_elem, observed, context.random(), begin, end);
  });
  const arma::uvec total = arma::sum(as_far, 1);
  result.p = (1 + arma::conv_to<arma::vec>::from(total)) / (1 + static_cast<double>(permutations));
  for (arma::uword s = 0; s < statistics.n_rows; ++s) {
    const arma::rowvec row = statistics.row(s);
    if (row.min() == row.max()) result.p(s) = result.standardised(s) = arma::datum::nan;
  }
  result.p_adjusted = holm_adjusted(result.p);
  return result;
}

arma::vec holm_adjusted(const arma::vec& p) {
  const arma::uvec known = arma::find_finite(p);
  const arma::uvec order = known(arma::sort_index(p(known)));
  arma::vec adjusted = p;
  double largest = 0;
  for (arma::uword rank = 0; rank < order.n_elem; ++rank) {
    const auto left = static_cast<double>(order.n_elem - rank);
    largest = std::max(largest, std::min(1.0, left * p(order(rank))));
    adjusted(order(rank)) = largest;
  }
  return adjusted;
}

}  // namespace lucarne::saliency
