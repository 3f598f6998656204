// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/coalition_table.hpp"

#include <variant>

namespace lucarne::saliency {

/// The layers behind a network's first one, as far as coalitions may be tabulated: a front, then
/// convolutions and fronts.
class TableSteps {
 public:
  /// Empty where no front stands behind the layer. `n_points`: that are to pass the network
  static TableSteps behind(const FirstLayer& layer, const Question& question, arma::uword n_points);

  bool empty() const { return steps_.empty(); }
  std::size_t size() const { return steps_.size(); }
  /// What step `number` puts out: points may be taken from there.
  const PointTensor& tensor(std::size_t number) const;

  /// False where there is no table of the first step: see CoalitionTable::may_exist.
  bool may_begin(const std::vector<SparseColumn>& groups, const TableBounds& bounds) const;

  /// The table of one item behind the last step that has one, of the first `most_steps`.
  struct Last {
    std::size_t n_steps = 0;  ///< 0: there is no table
    std::optional<CoalitionTable> table{};
  };
  Last last_table(const float* at_baseline, const std::vector<SparseColumn>& groups,
                  const TableBounds& bounds, std::size_t most_steps) const;

 private:
  std::vector<std::variant<RectifiedFront, LocalLayer>> steps_;
};

}  // namespace lucarne::saliency
