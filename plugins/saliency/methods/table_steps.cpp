// SPDX-License-Identifier: MIT
#include "saliency/methods/table_steps.hpp"

namespace lucarne::saliency {

TableSteps TableSteps::behind(const FirstLayer& layer, const Question& question,
                              arma::uword n_points) {
  TableSteps result;
  std::optional<RectifiedFront> front = RectifiedFront::behind(layer, question);
  while (front) {
    result.steps_.emplace_back(std::move(*front));
    std::optional<LocalLayer> local =
        LocalLayer::behind(result.tensor(result.steps_.size() - 1), question, n_points);
    if (!local) break;
    front = RectifiedFront::behind(*local, question);
    result.steps_.emplace_back(std::move(*local));
  }
  return result;
}

const PointTensor& TableSteps::tensor(std::size_t number) const {
  return std::visit([](const PointTensor& step) -> const PointTensor& { return step; },
                    steps_[number]);
}

std::vector<CoalitionTable> TableSteps::tables(const float* at_baseline,
                                               const std::vector<SparseColumn>& groups,
                                               const TableBounds& bounds) const {
  std::vector<CoalitionTable> tables;
  for (const std::variant<RectifiedFront, LocalLayer>& step : steps_) {
    std::optional<CoalitionTable> table;
    if (tables.empty()) {
      table = CoalitionTable::of(std::get<RectifiedFront>(step), at_baseline, groups, bounds);
    } else {
      table = std::visit([&](const auto& reader) { return tables.back().behind(reader, bounds); },
                         step);
    }
    if (!table) break;
    tables.push_back(std::move(*table));
  }
  return tables;
}

}  // namespace lucarne::saliency
