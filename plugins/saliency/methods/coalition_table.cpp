// SPDX-License-Identifier: MIT
#include "saliency/methods/coalition_table.hpp"

#include "saliency/methods/table_loops.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <map>

namespace lucarne::saliency {
namespace {

float lowest_of(const RectifiedFront& front) {
  return front.rectifies() ? 0.0F : -std::numeric_limits<float>::infinity();
}

/// What the groups add to the first layer's outputs, side by side.
arma::fmat side_by_side(const std::vector<SparseColumn>& groups, arma::uword n) {
  arma::fmat columns(n, groups.size(), arma::fill::zeros);
  for (arma::uword group = 0; group < groups.size(); ++group) {
    groups[group].add_to(columns.colptr(group), 1);
  }
  return columns;
}

/// The groups that each place of a front's values sees.
std::vector<std::vector<arma::uword>> seen_by_windows(const PlaceWindows& windows,
                                                      const std::vector<SparseColumn>& groups) {
  std::vector<std::vector<arma::uword>> readers(windows.n_places_in);
  for (arma::uword k = 0; k < windows.reads.n_cols; ++k) {
    for (arma::uword place = 0; place < windows.n_places(); ++place) {
      readers[windows.reads(place, k)].push_back(place);
    }
  }
  std::vector<std::vector<arma::uword>> seen(windows.n_places());
  for (arma::uword group = 0; group < groups.size(); ++group) {
    groups[group].for_each([&](arma::uword element, float value) {
      if (value == 0) return;
      for (const arma::uword place : readers[element % windows.n_places_in]) {
        if (seen[place].empty() || seen[place].back() != group) seen[place].push_back(group);
      }
    });
  }
  return seen;
}

/// One place's windows in all channels, of one column of the first layer's outputs.
void take_window(const PlaceWindows& windows, arma::uword place, const float* column, float* to) {
  for (arma::uword k = 0; k < windows.reads.n_cols; ++k) {
    const float* from = column + windows.reads(place, k);
    for (arma::uword channel = 0; channel < windows.n_channels; ++channel) {
      *to++ = from[channel * windows.n_places_in];
    }
  }
}

}  // namespace

bool CoalitionTable::may_exist(const RectifiedFront& front, const std::vector<SparseColumn>& groups,
                               const TableBounds& bounds) {
  const PlaceWindows windows = front.places();
  std::vector<arma::uword> adding(front.layer_size());
  for (const SparseColumn& group : groups) {
    group.for_each(
        [&](arma::uword element, float value) { adding[element] += value != 0 ? 1 : 0; });
  }
  // A place sees at least what the first element of its window does.
  double states = 0;
  for (arma::uword place = 0; place < windows.n_places(); ++place) {
    states += std::exp2(static_cast<double>(adding[windows.reads(place, 0)]));
  }
  const auto n_places = static_cast<double>(windows.n_places());
  return states <= n_places * (static_cast<double>(bounds.n_coalitions) + 1);
}

std::optional<CoalitionTable> CoalitionTable::empty(arma::uword n_channels,
                                                    std::vector<Groups> seen,
                                                    const TableBounds& bounds) {
  const arma::uword most = bounds.n_numbers / n_channels;
  CoalitionTable table;
  std::map<Groups, arma::uword> numbers;
  arma::uword count = 0;
  for (Groups& groups : seen) {
    if (groups.size() >= static_cast<arma::uword>(std::bit_width(most))) return std::nullopt;
    table.start_.push_back(count);
    count += arma::uword{1} << groups.size();
    if (count > most || count / seen.size() > bounds.n_coalitions) return std::nullopt;
    const auto [place, is_new] = numbers.emplace(groups, table.seen_.size());
    if (is_new) table.seen_.push_back(std::move(groups));
    table.set_.push_back(place->second);
  }
  table.columns_.set_size(n_channels, count);
  return table;
}

std::vector<CoalitionTable::Groups> CoalitionTable::seen_together(
    const std::vector<std::vector<arma::uword>>& reads) const {
  std::vector<Groups> seen(reads.size());
  for (arma::uword place = 0; place < reads.size(); ++place) {
    for (const arma::uword read : reads[place]) {
      Groups both;
      std::ranges::set_union(seen[place], seen_by(read), std::back_inserter(both));
      seen[place] = std::move(both);
    }
  }
  return seen;
}

std::vector<arma::uword> CoalitionTable::columns_by_state(arma::uword place,
                                                          const Groups& groups) const {
  const Groups& own = seen_by(place);
  std::vector<arma::uword> columns(arma::uword{1} << groups.size(), start_[place]);
  for (arma::uword state = 1; state < columns.size(); ++state) {
    const arma::uword group = groups[static_cast<std::size_t>(std::countr_zero(state))];
    const auto found = std::ranges::lower_bound(own, group);
    const bool sees = found != own.end() && *found == group;
    const arma::uword bit = sees ? arma::uword{1} << (found - own.begin()) : 0;
    columns[state] = columns[state & (state - 1)] + bit;
  }
  return columns;
}

std::optional<CoalitionTable> CoalitionTable::of(const RectifiedFront& front,
                                                 const float* at_baseline,
                                                 const std::vector<SparseColumn>& groups,
                                                 const TableBounds& bounds) {
  // A comparison would drop it.
  const bool is_finite = std::ranges::all_of(groups, &SparseColumn::is_finite) &&
                         std::all_of(at_baseline, at_baseline + front.layer_size(),
                                     [](float value) { return std::isfinite(value); });
  if (!is_finite) return std::nullopt;
  const PlaceWindows windows = front.places();
  std::optional<CoalitionTable> table =
      empty(windows.n_channels, seen_by_windows(windows, groups), bounds);
  if (!table) return std::nullopt;
  const arma::fmat added = side_by_side(groups, front.layer_size());
  const arma::uword n = windows.n_channels * windows.reads.n_cols;
  arma::fvec baseline(n);
  arma::fvec sum(n);
  std::vector<const float*> members;
  std::vector<const float*> of_window;
  for (arma::uword k = 0; k < windows.reads.n_cols; ++k) {
    of_window.push_back(sum.colptr(0) + k * windows.n_channels);
  }
  for (arma::uword place = 0; place < windows.n_places(); ++place) {
    const Groups& seen = table->seen_by(place);
    arma::fmat of_groups(n, seen.size());
    take_window(windows, place, at_baseline, baseline.memptr());
    for (arma::uword i = 0; i < seen.size(); ++i) {
      take_window(windows, place, added.colptr(seen[i]), of_groups.colptr(i));
    }
    for (arma::uword state = 0; state < table->n_states(place); ++state) {
      members.clear();
      for (arma::uword i = 0; i < seen.size(); ++i) {
        if ((state >> i & 1U) != 0) members.push_back(of_groups.colptr(i));
      }
      sum_columns(members, baseline.memptr(), n, sum.memptr());
      take_largest_of(of_window, lowest_of(front), windows.n_channels, table->column(place, state));
    }
  }
  return table;
}

std::optional<CoalitionTable> CoalitionTable::behind(const LocalLayer& layer,
                                                     const TableBounds& bounds) const {
  const std::vector<arma::fmat>& matrices = layer.map().matrices();
  const arma::uword n = matrices[0].n_rows;
  if (columns_.n_rows != matrices[0].n_cols || n_places() != layer.map().n_places_in() ||
      matrices.size() * n * columns_.n_cols > bounds.n_numbers) {
    return std::nullopt;
  }
  std::vector<std::vector<arma::uword>> reads(layer.map().n_places());
  for (arma::uword place = 0; place < reads.size(); ++place) {
    for (const LocalMap::Tap& tap : layer.map().taps(place)) reads[place].push_back(tap.place);
  }
  std::optional<CoalitionTable> table = empty(n, seen_together(reads), bounds);
  if (!table) return std::nullopt;
  std::vector<arma::fmat> products;
  for (const arma::fmat& matrix : matrices) products.push_back(matrix * columns_);
  std::vector<std::vector<arma::uword>> numbers;
  std::vector<const float*> shares;
  for (arma::uword place = 0; place < table->n_places(); ++place) {
    const std::span<const LocalMap::Tap> taps = layer.map().taps(place);
    numbers.clear();
    for (const LocalMap::Tap& tap : taps) {
      numbers.push_back(columns_by_state(tap.place, table->seen_by(place)));
    }
    shares.resize(taps.size());
    for (arma::uword state = 0; state < table->n_states(place); ++state) {
      for (std::size_t tap = 0; tap < taps.size(); ++tap) {
        shares[tap] = products[taps[tap].matrix].colptr(numbers[tap][state]);
      }
      sum_columns(shares, layer.biases().colptr(place), n, table->column(place, state));
    }
  }
  // What comes behind may drop it.
  if (!table->columns_.is_finite()) return std::nullopt;
  return table;
}

std::optional<CoalitionTable> CoalitionTable::behind(const RectifiedFront& front,
                                                     const TableBounds& bounds) const {
  const PlaceWindows windows = front.places();
  if (windows.n_channels != columns_.n_rows || windows.n_places_in != n_places()) {
    return std::nullopt;
  }
  std::vector<std::vector<arma::uword>> reads(windows.n_places());
  for (arma::uword place = 0; place < reads.size(); ++place) {
    reads[place] = arma::conv_to<std::vector<arma::uword>>::from(windows.reads.row(place));
  }
  std::optional<CoalitionTable> table = empty(windows.n_channels, seen_together(reads), bounds);
  if (!table) return std::nullopt;
  std::vector<std::vector<arma::uword>> numbers;
  std::vector<const float*> candidates(windows.reads.n_cols);
  for (arma::uword place = 0; place < table->n_places(); ++place) {
    numbers.clear();
    for (const arma::uword read : reads[place]) {
      numbers.push_back(columns_by_state(read, table->seen_by(place)));
    }
    for (arma::uword state = 0; state < table->n_states(place); ++state) {
      for (std::size_t i = 0; i < candidates.size(); ++i) {
        candidates[i] = columns_.colptr(numbers[i][state]);
      }
      take_largest_of(candidates, lowest_of(front), windows.n_channels,
                      table->column(place, state));
    }
  }
  return table;
}

void CoalitionTable::values(const std::vector<char>& present, float* values) const {
  std::vector<arma::uword> states(seen_.size());
  for (std::size_t set = 0; set < seen_.size(); ++set) {
    for (std::size_t i = 0; i < seen_[set].size(); ++i) {
      states[set] |= static_cast<arma::uword>(present[seen_[set][i]]) << i;
    }
  }
  for (arma::uword place = 0; place < n_places(); ++place) {
    const float* from = columns_.colptr(start_[place] + states[set_[place]]);
    for (arma::uword channel = 0; channel < columns_.n_rows; ++channel) {
      values[channel * n_places() + place] = from[channel];
    }
  }
}

}  // namespace lucarne::saliency
