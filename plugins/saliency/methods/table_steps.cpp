// SPDX-License-Identifier: MIT
#include "saliency/methods/table_steps.hpp"

#include <algorithm>

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

bool TableSteps::may_begin(const std::vector<SparseColumn>& groups,
                           const TableBounds& bounds) const {
  return !steps_.empty() &&
         CoalitionTable::may_exist(std::get<RectifiedFront>(steps_.front()), groups, bounds);
}

TableSteps::Last TableSteps::last_table(const float* at_baseline,
                                        const std::vector<SparseColumn>& groups,
                                        const TableBounds& bounds, std::size_t most_steps) const {
  Last last;
  while (last.n_steps < std::min(steps_.size(), most_steps)) {
    const std::variant<RectifiedFront, LocalLayer>& step = steps_[last.n_steps];
    std::optional<CoalitionTable> next;
    if (last.n_steps == 0) {
      next = CoalitionTable::of(std::get<RectifiedFront>(step), at_baseline, groups, bounds);
    } else {
      next =
          std::visit([&](const auto& reader) { return last.table->behind(reader, bounds); }, step);
    }
    if (!next) break;
    last = {last.n_steps + 1, std::move(next)};
  }
  return last;
}

}  // namespace lucarne::saliency
