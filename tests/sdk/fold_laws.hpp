// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/archive.hpp>
#include <lucarne/error.hpp>
#include <lucarne/random.hpp>

#include <catch2/catch.hpp>

#include <vector>

/// shape: features x items
inline arma::fmat normal_values(arma::uword n_features, arma::uword n_items) {
  const lucarne::Random random(7, "values");
  arma::fmat values(n_features, n_items);
  for (arma::uword j = 0; j < n_items; ++j) {
    for (arma::uword i = 0; i < n_features; ++i) {
      values(i, j) = static_cast<float>(random.normal(j, i));
    }
  }
  return values;
}

template <class State>
std::vector<std::byte> bytes_of(State state) {
  lucarne::Archive archive;
  archive(state);
  return archive.bytes();
}

/// To the bit: merging with a fresh state on either side changes nothing; saving and loading into a
/// state made by default gives it back; each way of cutting the bytes short is refused.
/// `add(state, columns, first)` is how items get into a state.
template <class State, class Add>
void check_fold_laws(const State& fresh, const arma::fmat& values, Add add) {
  State some = fresh;
  add(some, values, 0);
  State left = fresh;
  left.merge(some);
  CHECK(bytes_of(left) == bytes_of(some));
  State right = some;
  right.merge(fresh);
  CHECK(bytes_of(right) == bytes_of(some));

  const std::vector<std::byte> saved = bytes_of(some);
  State loaded;
  lucarne::Archive in(saved);
  in(loaded);
  CHECK(in.left() == 0);
  CHECK(bytes_of(loaded) == saved);
  for (std::size_t size = 0; size < saved.size(); ++size) {
    State refused = fresh;
    lucarne::Archive cut(std::span<const std::byte>(saved).first(size));
    if (size % 7 == 0) CHECK_THROWS_AS(cut(refused), lucarne::Error);
  }
}

/// To the bit: any cut of the items and any order of merges gives the same state.
template <class State, class Add>
void check_order_does_not_matter(const State& fresh, const arma::fmat& values, Add add) {
  State whole = fresh;
  add(whole, values, 0);
  const arma::uword n = values.n_cols;
  std::vector<State> parts;
  for (arma::uword first = 0; first < n; first += 5) {
    const arma::uword last = std::min(first + 4, n - 1);
    add(parts.emplace_back(fresh), values.cols(first, last), first);
  }
  State forwards = fresh;
  for (const State& part : parts) forwards.merge(part);
  CHECK(bytes_of(forwards) == bytes_of(whole));
  State backwards = fresh;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) backwards.merge(*part);
  CHECK(bytes_of(backwards) == bytes_of(whole));
}
