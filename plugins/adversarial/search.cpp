// SPDX-License-Identifier: MIT
#include "adversarial/search.hpp"

namespace lucarne::adversarial {
namespace {

// Places of the items that the attack has flipped, or not.
arma::uvec flipped(const Attack& attack, const arma::uvec& predicted, const arma::uvec& aims,
                   bool wanted) {
  std::vector<arma::uword> places;
  for (arma::uword i = 0; i < predicted.n_elem; ++i) {
    if (is_flipped(attack, predicted(i), aims(i)) == wanted) places.push_back(i);
  }
  return arma::uvec(places);
}

// Attacks the items at one radius each, keeping the smallest that flips and the largest that does
// not.
void narrow(const Context& context, const Attack& attack, const Victims& victims,
            const arma::uvec& items, arma::vec& below, arma::vec& smallest) {
  Victims part = chosen(victims, items);
  part.radii = (below(items) + smallest(items)) / 2;
  const Attacked outcome = attacked(context, attack, part);
  for (arma::uword i = 0; i < items.n_elem; ++i) {
    const bool gave_way = is_flipped(attack, outcome.predicted(i), part.classes(i));
    (gave_way ? smallest : below)(items(i)) = part.radii(i);
  }
}

}  // namespace

bool is_flipped(const Attack& attack, arma::uword predicted, arma::uword aim) {
  return attack.targeted ? predicted == aim : predicted != aim;
}

Search search(const Context& context, const Attack& attack, Victims victims,
              const arma::uvec& predicted, const arma::vec& radii, double shown,
              arma::uword bisections) {
  const arma::uword n = victims.size();
  Search found{radii, arma::vec(radii.n_elem), arma::vec(n), victims.inputs, predicted};
  found.smallest.fill(arma::datum::inf);
  found.smallest.elem(flipped(attack, predicted, victims.classes, true)).zeros();
  arma::vec below(n, arma::fill::zeros);
  arma::uvec open = flipped(attack, predicted, victims.classes, false);
  const auto n_runs = static_cast<double>(radii.n_elem + bisections);
  double done = 0;
  for (arma::uword k = 0; k < radii.n_elem; ++k) {
    if (!open.is_empty()) {
      victims.radii = arma::vec(n).fill(radii(k));
      const Attacked outcome = attacked(context, attack, chosen(victims, open));
      if (radii(k) <= shown) {
        found.adversarial.cols(open) = outcome.inputs;
        found.predicted(open) = outcome.predicted;
      }
      const arma::uvec aims = victims.classes(open);
      found.smallest.elem(arma::uvec(open(flipped(attack, outcome.predicted, aims, true))))
          .fill(radii(k));
      open = arma::uvec(open(flipped(attack, outcome.predicted, aims, false)));
      below.elem(open).fill(radii(k));
    }
    found.accuracy(k) = static_cast<double>(open.n_elem) / static_cast<double>(n);
    context.progress(++done / n_runs);
  }
  // Neither what was flipped from the start nor what nothing flips has a radius between.
  const arma::uvec between = arma::find(found.smallest > 0 && found.smallest < arma::datum::inf);
  for (arma::uword k = 0; k < bisections && !between.is_empty(); ++k) {
    narrow(context, attack, victims, between, below, found.smallest);
    context.progress(++done / n_runs);
  }
  return found;
}

}  // namespace lucarne::adversarial
