// SPDX-License-Identifier: MIT
#include "saliency/methods/coalition_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace lucarne::saliency {
namespace {

constexpr std::size_t most_groups = 4;

/// What the groups add to the first layer's outputs, side by side.
arma::fmat side_by_side(const std::vector<SparseColumn>& groups, arma::uword n) {
  arma::fmat columns(n, groups.size(), arma::fill::zeros);
  for (arma::uword group = 0; group < groups.size(); ++group) {
    groups[group].add_to(columns.colptr(group), 1);
  }
  return columns;
}

}  // namespace

std::optional<CoalitionTable> CoalitionTable::of(const RectifiedFront& front,
                                                 const float* at_baseline,
                                                 const std::vector<SparseColumn>& groups) {
  const arma::umat& windows = front.windows();
  const arma::fmat columns = side_by_side(groups, front.layer_size());
  // A comparison would drop it.
  const bool is_finite =
      columns.is_finite() && std::all_of(at_baseline, at_baseline + front.layer_size(),
                                         [](float value) { return std::isfinite(value); });
  if (!is_finite) return std::nullopt;
  CoalitionTable table;
  std::map<std::vector<arma::uword>, arma::uword> numbers;
  const float lowest = front.rectifies() ? 0.0F : -std::numeric_limits<float>::infinity();
  for (arma::uword output = 0; output < front.size(); ++output) {
    std::vector<arma::uword> seen;
    for (arma::uword group = 0; group < groups.size(); ++group) {
      if (groups[group].is_empty()) continue;
      const float* column = columns.colptr(group);
      bool sees = false;
      for (arma::uword k = 0; k < windows.n_cols; ++k) {
        sees = sees || column[windows(output, k)] != 0;
      }
      if (sees) seen.push_back(group);
    }
    if (seen.size() > most_groups) return std::nullopt;
    table.start_.push_back(table.table_.size());
    for (arma::uword bits = 0; bits < arma::uword{1} << seen.size(); ++bits) {
      float largest = lowest;
      for (arma::uword k = 0; k < windows.n_cols; ++k) {
        const arma::uword element = windows(output, k);
        float z = at_baseline[element];
        for (std::size_t i = 0; i < seen.size(); ++i) {
          if ((bits >> i & 1U) != 0) z += columns(element, seen[i]);
        }
        largest = std::max(largest, z);
      }
      table.table_.push_back(largest);
    }
    const auto [place, is_new] = numbers.emplace(seen, table.seen_.size());
    if (is_new) table.seen_.push_back(std::move(seen));
    table.set_.push_back(place->second);
  }
  return table;
}

void CoalitionTable::values(const std::vector<char>& present, float* values) const {
  std::vector<arma::uword> bits(seen_.size());
  for (std::size_t set = 0; set < seen_.size(); ++set) {
    for (std::size_t i = 0; i < seen_[set].size(); ++i) {
      bits[set] |= static_cast<arma::uword>(present[seen_[set][i]]) << i;
    }
  }
  for (std::size_t i = 0; i < set_.size(); ++i) values[i] = table_[start_[i] + bits[set_[i]]];
}

}  // namespace lucarne::saliency
