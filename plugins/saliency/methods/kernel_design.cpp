// SPDX-License-Identifier: MIT
#include "saliency/methods/kernel_design.hpp"

#include "saliency/methods/draws.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace lucarne::saliency {
namespace {

using Coalition = std::vector<char>;

double binomial(arma::uword n, arma::uword k) {
  double result = 1;
  for (arma::uword i = 1; i <= k; ++i) {
    result *= static_cast<double>(n - k + i) / static_cast<double>(i);
  }
  return std::round(result);
}

Coalition complement_of(const Coalition& coalition) {
  Coalition result(coalition);
  for (char& present : result) present = present == 0 ? 1 : 0;
  return result;
}

/// Collects coalitions; a size s and M - s are a pair, but for the middle one of an even M.
struct DesignBuilder {
  arma::uword n_groups;
  arma::uword n_sizes;   // of pairs, the middle one included
  arma::uword n_paired;  // of pairs of different sizes
  arma::vec weights;     // kernel weight of each pair, of sum 1
  std::vector<Coalition> coalitions = {};
  std::vector<double> mass = {};

  bool paired(arma::uword size) const { return size <= n_paired; }

  void add(const Coalition& coalition, double weight) {
    coalitions.push_back(coalition);
    mass.push_back(weight);
  }

  // All coalitions of `size` groups, each followed by its complement where there is a pair.
  void enumerate(arma::uword size) {
    double weight = weights(size - 1) / binomial(n_groups, size);
    if (paired(size)) weight /= 2;
    Coalition coalition(n_groups, 0);
    std::fill_n(coalition.begin(), size, char{1});
    do {
      add(coalition, weight);
      if (paired(size)) add(complement_of(coalition), weight);
    } while (std::ranges::prev_permutation(coalition).found);
  }
};

// Sizes 1 .. the result are complete within the budget, which is lessened by them.
arma::uword complete_sizes(const DesignBuilder& builder, arma::uword& budget) {
  arma::vec remaining = builder.weights;
  for (arma::uword size = 1; size <= builder.n_sizes; ++size) {
    const double subsets = binomial(builder.n_groups, size) * (builder.paired(size) ? 2 : 1);
    const double share = remaining(size - 1);
    if (static_cast<double>(budget) * share / subsets < 1 - 1e-8) return size - 1;
    budget -= std::min(budget, static_cast<arma::uword>(subsets));
    if (share < 1) remaining /= 1 - share;
  }
  return builder.n_sizes;
}

// Draws `budget` different coalitions of the sizes above `n_complete`; a coalition that comes again
// gains weight instead.
void draw_rest(DesignBuilder& builder, arma::uword n_complete, arma::uword budget,
               const Random& random) {
  arma::vec sizes = builder.weights;
  sizes.head(builder.n_paired) /= 2;
  sizes = sizes.tail(builder.n_sizes - n_complete);
  const arma::vec cumulative = arma::cumsum(sizes / arma::accu(sizes));
  const std::size_t start = builder.mass.size();
  std::map<Coalition, std::size_t> known;
  const auto draw_one = [&](const Coalition& coalition) {
    const auto [place, fresh] = known.emplace(coalition, builder.mass.size());
    if (!fresh) {
      builder.mass[place->second] += 1;
      return;
    }
    builder.add(coalition, 1);
    --budget;
  };
  const arma::uword most = 4 * budget;
  for (arma::uword draw = 0; draw < most && budget > 0; ++draw) {
    const double u = random.uniform(first_draw, draw);
    arma::uword index = 0;
    while (index + 1 < cumulative.n_elem && u >= cumulative(index)) ++index;
    const arma::uword size = index + n_complete + 1;
    const arma::uvec order = random.permutation(builder.n_groups, first_draw + draw);
    Coalition coalition(builder.n_groups, 0);
    for (arma::uword i = 0; i < size; ++i) coalition[order(i)] = 1;
    draw_one(coalition);
    if (budget > 0 && builder.paired(size)) draw_one(complement_of(coalition));
  }
  double drawn = 0;
  for (std::size_t i = start; i < builder.mass.size(); ++i) drawn += builder.mass[i];
  const double left = arma::accu(builder.weights.tail(builder.n_sizes - n_complete));
  for (std::size_t i = start; i < builder.mass.size(); ++i) builder.mass[i] *= left / drawn;
}

}  // namespace

KernelDesign kernel_design(arma::uword n_groups, arma::uword budget, const Random& random) {
  if (n_groups == 1) return {arma::mat(0, 1), {}, 0};
  // More than all coalitions are never wanted; 2^30 stands for "more than any budget".
  const arma::uword all = n_groups <= 30 ? (arma::uword{1} << n_groups) - 2 : arma::uword{1} << 30U;
  budget = std::min(budget, all);
  DesignBuilder builder{n_groups, n_groups / 2, (n_groups - 1) / 2, arma::vec(n_groups / 2)};
  for (arma::uword size = 1; size <= builder.n_sizes; ++size) {
    const double kernel =
        static_cast<double>(n_groups - 1) / static_cast<double>(size * (n_groups - size));
    builder.weights(size - 1) = builder.paired(size) ? 2 * kernel : kernel;
  }
  builder.weights /= arma::accu(builder.weights);

  const arma::uword n_complete = complete_sizes(builder, budget);
  for (arma::uword size = 1; size <= n_complete; ++size) builder.enumerate(size);
  KernelDesign design;
  design.n_enumerated = builder.mass.size();
  if (n_complete < builder.n_sizes && budget > 0) draw_rest(builder, n_complete, budget, random);
  design.coalitions.set_size(builder.mass.size(), n_groups);
  for (arma::uword row = 0; row < design.coalitions.n_rows; ++row) {
    for (arma::uword group = 0; group < n_groups; ++group) {
      design.coalitions(row, group) = builder.coalitions[row][group] != 0 ? 1 : 0;
    }
  }
  design.weights = arma::vec(builder.mass);
  return design;
}

}  // namespace lucarne::saliency
