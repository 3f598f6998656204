// SPDX-License-Identifier: MIT
#include "saliency/methods/draws.hpp"
#include "saliency/reports.hpp"

#include <algorithm>

namespace lucarne::saliency {
namespace {

constexpr arma::uword items_at_once = 512;
// Tells the choice of baselines from that of the samples, which is permutation 0.
constexpr std::uint64_t baseline_choice = 1;

arma::fvec mean_item(const Context& context, const std::string& split) {
  const Dataset& dataset = context.dataset();
  const arma::uword n = dataset.n_items(split);
  arma::vec sum(n_elements(dataset.item_shape()), arma::fill::zeros);
  arma::fmat inputs;
  for (arma::uword first = 0; first < n; first += items_at_once) {
    context.stop_if_cancelled();
    dataset.read(split, first, std::min(items_at_once, n - first), inputs);
    for (arma::uword item = 0; item < inputs.n_cols; ++item) {
      sum += arma::conv_to<arma::vec>::from(arma::fvec(inputs.col(item)));
    }
  }
  const arma::vec mean = sum / static_cast<double>(n);
  return arma::conv_to<arma::fvec>::from(mean);
}

}  // namespace

Reference reference_of(const Context& context, const std::string& split) {
  const std::vector<std::string> splits = context.dataset().splits();
  const bool trained = std::ranges::find(splits, "train") != splits.end();
  const std::string from = trained && context.dataset().n_items("train") > 0 ? "train" : split;
  return {[&context, from] { return mean_item(context, from); },
          [&context, from](arma::uword count) {
            const arma::uword n = context.dataset().n_items(from);
            return context.dataset().inputs(
                from, context.random().choose(std::min(count, n), n, baseline_choice));
          }};
}

}  // namespace lucarne::saliency
