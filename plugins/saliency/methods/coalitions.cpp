// SPDX-License-Identifier: MIT
#include "saliency/methods/coalitions.hpp"

#include "saliency/methods/evaluate.hpp"
#include "saliency/methods/feature_groups.hpp"
#include "saliency/methods/table_steps.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne::saliency {
namespace {

// Numbers of one table, 16 MiB, and of those that are held at once.
constexpr arma::uword most_of_table = arma::uword{1} << 22U;
constexpr arma::uword most_of_tables = arma::uword{1} << 26U;
// Counts for a table as so many points, so that few items have tables at once.
constexpr arma::uword table_weight = arma::uword{1} << 18U;

arma::fmat over_features(const Question& question, const arma::mat& of_groups) {
  arma::fmat result(question.n_features(), question.n_items());
  for (arma::uword item = 0; item < question.n_items(); ++item) {
    const ItemGroups groups = groups_of(question, item);
    for (arma::uword i = 0; i < question.n_features(); ++i) {
      result(i, item) = static_cast<float>(of_groups(groups.of[i], item));
    }
  }
  return result;
}

/// What each group of one item adds to the first layer's outputs where it takes the place of the
/// baseline; groups that equal the baseline add nothing.
std::vector<SparseColumn> group_columns(const Question& question, const FirstLayer& layer,
                                        const std::vector<SparseColumn>& columns, arma::uword item,
                                        arma::uword row) {
  const ItemGroups groups = groups_of(question, item);
  std::vector<std::vector<arma::uword>> members(groups.count);
  const float* x = question.inputs.colptr(item);
  const float* b = question.baselines.of(item, row);
  for (arma::uword i = 0; i < question.n_features(); ++i) {
    if (x[i] != b[i]) members[groups.of[i]].push_back(i);
  }
  std::vector<SparseColumn> result(groups.count);
  std::vector<float> sum(layer.size());
  for (arma::uword group = 0; group < groups.count; ++group) {
    if (members[group].empty()) continue;
    std::ranges::fill(sum, 0.0F);
    for (const arma::uword i : members[group]) columns[i].add_to(sum.data(), x[i] - b[i]);
    result[group] = {sum.data(), sum.size()};
  }
  return result;
}

/// Where points of coalitions start, and what is known of them there.
struct CoalitionStart {
  FirstLayer layer;
  std::vector<SparseColumn> columns;  // of the layer's inputs
  TableSteps steps;                   // behind the layer
};

std::optional<CoalitionStart> coalition_start(const Question& question, arma::uword n_points) {
  std::optional<FirstLayer> layer = FirstLayer::worthwhile(question, n_points);
  if (!layer) return std::nullopt;
  std::vector<SparseColumn> columns = layer->columns(question);
  TableSteps steps = TableSteps::behind(*layer, question, n_points);
  return CoalitionStart{std::move(*layer), std::move(columns), std::move(steps)};
}

/// Tables of all items' coalitions, a baseline after the other.
struct Tables {
  std::vector<CoalitionTable> each;     // none where one of them has none
  const PointTensor* tensor = nullptr;  // the last one that all of them have
};

Tables tables_of(const Question& question, const CoalitionStart& start, arma::uword n_coalitions,
                 const arma::fmat& at_baselines,
                 const std::vector<std::vector<SparseColumn>>& of_groups) {
  if (start.steps.empty()) return {};
  const arma::uword rows = question.baselines.rows();
  const TableBounds bounds{n_coalitions, std::min(most_of_table, most_of_tables / rows)};
  // One item without a table is enough for all to go without.
  const bool may_begin = std::ranges::all_of(
      of_groups, [&](const auto& groups) { return start.steps.may_begin(groups, bounds); });
  if (!may_begin) return {};
  std::vector<TableSteps::Last> made(of_groups.size());
  const auto make = [&](arma::uword number, std::size_t most_steps) {
    const arma::uword column = question.baselines.one_each ? number / rows : number % rows;
    made[number] =
        start.steps.last_table(at_baselines.colptr(column), of_groups[number], bounds, most_steps);
  };
  question.workers.parallel_for(of_groups.size(),
                                [&](arma::uword number) { make(number, start.steps.size()); });
  const std::size_t n_steps = std::ranges::min(made, {}, &TableSteps::Last::n_steps).n_steps;
  if (n_steps == 0) return {};
  question.workers.parallel_for(of_groups.size(), [&](arma::uword number) {
    if (made[number].n_steps > n_steps) make(number, n_steps);
  });
  Tables tables{{}, &start.steps.tensor(n_steps - 1)};
  for (TableSteps::Last& last : made) tables.each.push_back(std::move(*last.table));
  return tables;
}

// Outputs at the coalitions of all items, from the first layer's outputs at the baselines on.
// shape: n_coalitions * rows x items
arma::mat outputs_behind(const CoalitionStart& start, const Question& question,
                         arma::uword n_coalitions, arma::uword first, const IsPresent& is_present) {
  const FirstLayer& layer = start.layer;
  const arma::uword rows = question.baselines.rows();
  const arma::fmat at_baselines = layer.outputs(question, question.baselines.columns);
  std::vector<std::vector<SparseColumn>> of_groups(question.n_items() * rows);
  question.workers.parallel_for(of_groups.size(), [&](arma::uword number) {
    of_groups[number] = group_columns(question, layer, start.columns, number / rows, number % rows);
  });
  const Tables tables = tables_of(question, start, n_coalitions, at_baselines, of_groups);
  const auto fill_from_table = [&](arma::uword item, arma::uword point, float* values) {
    const arma::uword number = item * rows + point % rows;
    std::vector<char> present(of_groups[number].size());
    for (arma::uword group = 0; group < present.size(); ++group) {
      if (of_groups[number][group].is_empty()) continue;
      present[group] = is_present(first + item, point / rows, group) ? 1 : 0;
    }
    tables.each[number].values(present, values);
  };
  if (!tables.each.empty()) {
    return outputs_at(question, n_coalitions * rows, fill_from_table, tables.tensor);
  }
  const auto fill = [&](arma::uword item, arma::uword point, float* values) {
    const arma::uword row = point % rows;
    std::copy_n(at_baselines.colptr(question.baselines.one_each ? item : row), layer.size(),
                values);
    const std::vector<SparseColumn>& groups = of_groups[item * rows + row];
    for (arma::uword group = 0; group < groups.size(); ++group) {
      if (groups[group].is_empty() || !is_present(first + item, point / rows, group)) continue;
      groups[group].add_to(values, 1);
    }
  };
  return outputs_at(question, n_coalitions * rows, fill, &layer);
}

}  // namespace

arma::mat coalition_outputs(const Question& question, arma::uword n_coalitions,
                            const IsPresent& is_present) {
  const arma::uword rows = question.baselines.rows();
  arma::mat result(n_coalitions, question.n_items());
  const std::optional<CoalitionStart> start = coalition_start(question, result.n_elem * rows);
  const arma::uword weight = start ? std::max(n_coalitions, table_weight) : n_coalitions;
  for_each_part(question, weight * rows, [&](const Question& part, arma::uword first) {
    const auto fill = [&](arma::uword item, arma::uword point, float* input) {
      const ItemGroups groups = groups_of(part, item);
      const float* x = part.inputs.colptr(item);
      const float* b = part.baselines.of(item, point % rows);
      std::vector<char> present(groups.count);
      for (arma::uword group = 0; group < groups.count; ++group) {
        present[group] = is_present(first + item, point / rows, group) ? 1 : 0;
      }
      for (arma::uword i = 0; i < part.n_features(); ++i) {
        input[i] = present[groups.of[i]] != 0 ? x[i] : b[i];
      }
    };
    const arma::mat outputs = start ? outputs_behind(*start, part, n_coalitions, first, is_present)
                                    : outputs_at(part, n_coalitions * rows, fill);
    for (arma::uword item = 0; item < part.n_items(); ++item) {
      for (arma::uword coalition = 0; coalition < n_coalitions; ++coalition) {
        result(coalition, first + item) =
            arma::mean(outputs.col(item).subvec(coalition * rows, coalition * rows + rows - 1));
      }
    }
  });
  return result;
}

Explanation explanation_of_groups(const Question& question, const arma::mat& values,
                                  const arma::mat& errors, const arma::vec& difference) {
  Explanation explanation;
  explanation.attributions = over_features(question, values);
  if (!errors.is_empty()) explanation.standard_error = over_features(question, errors);
  if (!difference.is_empty()) {
    explanation.residual = arma::sum(values, 0).t() - difference;
    explanation.difference = difference;
  }
  return explanation;
}

arma::uword common_group_count(const Question& question) {
  const arma::uword count = groups_of(question, 0).count;
  for (arma::uword item = 1; item < question.groups.n_cols; ++item) {
    const arma::uword other = groups_of(question, item).count;
    if (other == count) continue;
    throw ParameterError("mask_file",
                         fmt::format("all samples' masks must have as many groups; the first has "
                                     "{}, number {} has {}",
                                     count, item, other));
  }
  return count;
}

}  // namespace lucarne::saliency
