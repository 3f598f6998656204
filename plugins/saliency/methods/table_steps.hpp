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
  /// What step `number` puts out: points may be taken from there.
  const PointTensor& tensor(std::size_t number) const;

  /// The tables of one item behind each step, up to the first that has none.
  std::vector<CoalitionTable> tables(const float* at_baseline,
                                     const std::vector<SparseColumn>& groups,
                                     const TableBounds& bounds) const;

 private:
  std::vector<std::variant<RectifiedFront, LocalLayer>> steps_;
};

}  // namespace lucarne::saliency
