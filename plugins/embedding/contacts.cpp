// SPDX-License-Identifier: MIT
#include "embedding/contacts.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace embedding {
namespace {

// Ranks from 1, equal values sharing their mean rank.
arma::vec mean_ranks(const arma::vec& values) {
  const arma::uvec order = arma::stable_sort_index(values);
  arma::vec ranks(values.n_elem);
  for (arma::uword first = 0; first < order.n_elem;) {
    arma::uword end = first + 1;
    while (end < order.n_elem && values(order(end)) == values(order(first))) ++end;
    const double rank = static_cast<double>(first + end + 1) / 2;
    for (arma::uword i = first; i < end; ++i) ranks(order(i)) = rank;
    first = end;
  }
  return ranks;
}

}  // namespace

std::vector<Contact> contacts(const Neighbours& neighbours, const arma::uvec& labels,
                              const arma::uvec& predicted, arma::uword n_classes) {
  arma::vec sizes(n_classes, arma::fill::zeros);
  std::map<std::pair<arma::uword, arma::uword>, Contact> pairs;
  const auto pair_of = [&pairs](arma::uword a, arma::uword b) -> Contact& {
    const auto key = std::minmax(a, b);
    Contact& contact = pairs[key];
    contact.a = key.first;
    contact.b = key.second;
    return contact;
  };
  for (arma::uword i = 0; i < labels.n_elem; ++i) {
    sizes(labels(i)) += 1;
    if (predicted(i) != labels(i)) ++pair_of(labels(i), predicted(i)).confusions;
    for (arma::uword m = 0; m < neighbours.indices.n_rows; ++m) {
      const arma::uword other = labels(neighbours.indices(m, i));
      if (other != labels(i)) pair_of(labels(i), other).crossing += 1;
    }
  }
  std::vector<Contact> ranked;
  for (auto& [key, contact] : pairs) {
    contact.crossing /=
        static_cast<double>(neighbours.indices.n_rows) * (sizes(contact.a) + sizes(contact.b));
    ranked.push_back(contact);
  }
  std::sort(ranked.begin(), ranked.end(), [](const Contact& left, const Contact& right) {
    return std::tuple(-left.crossing, right.confusions, left.a, left.b) <
           std::tuple(-right.crossing, left.confusions, right.a, right.b);
  });
  return ranked;
}

double agreement(const std::vector<Contact>& contacts, arma::uword n_present) {
  const arma::uword n_pairs =
      std::max<arma::uword>(n_present * (n_present - 1) / 2, contacts.size());
  arma::vec crossing(n_pairs, arma::fill::zeros);
  arma::vec confusions(n_pairs, arma::fill::zeros);
  for (std::size_t k = 0; k < contacts.size(); ++k) {
    crossing(k) = contacts[k].crossing;
    confusions(k) = static_cast<double>(contacts[k].confusions);
  }
  if (n_pairs < 2 || crossing.min() == crossing.max() || confusions.min() == confusions.max()) {
    return arma::datum::nan;
  }
  return arma::as_scalar(arma::cor(mean_ranks(crossing), mean_ranks(confusions)));
}

}  // namespace embedding
