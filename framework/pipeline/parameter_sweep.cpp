// SPDX-License-Identifier: MIT
#include "pipeline/parameter_sweep.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace lucarne {
namespace {

constexpr std::size_t longest_cell_name = 80;

// What no file system and no shell minds.
std::string harmless(std::string text) {
  std::string kept;
  for (const char byte : text) {
    const bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                          (byte >= '0' && byte <= '9') || byte == '.' || byte == '_' || byte == '+';
    if (is_plain) {
      kept += byte;
    } else if (!kept.empty() && kept.back() != '-') {
      kept += '-';
    }
  }
  while (!kept.empty() && kept.back() == '-') kept.pop_back();
  return kept;
}

SweepCell cell(const ParameterSweep& sweep, std::size_t number, std::size_t n_cells,
               const std::vector<std::size_t>& choice) {
  SweepCell made;
  made.name = fmt::format("{:0{}}", number + 1, std::to_string(n_cells).size());
  for (std::size_t axis = 0; axis < sweep.axes.size(); ++axis) {
    const auto& [path, values, position] = sweep.axes[axis];
    made.name += fmt::format("-{}={}", harmless(path.substr(path.rfind('.') + 1)),
                             harmless(values[choice[axis]]));
    made.values.emplace_back(path, values[choice[axis]]);
  }
  made.name.resize(std::min(made.name.size(), longest_cell_name));
  return made;
}

std::size_t count_cells(const ParameterSweep& sweep) {
  std::set<std::string> paths;
  for (const SweepAxis& axis : sweep.axes) {
    if (!paths.insert(axis.path).second) {
      throw Error(fmt::format("sweep: '{}' is swept twice; name it once", axis.path));
    }
  }
  const std::size_t first = sweep.axes[0].values.size();
  std::size_t count = 1;
  for (const SweepAxis& axis : sweep.axes) {
    if (sweep.zip && axis.values.size() != first) {
      throw Error(
          fmt::format("sweep: zipped keys need equally many values: '{}' has {}, '{}' has {}",
                      sweep.axes[0].path, first, axis.path, axis.values.size()));
    }
    count = sweep.zip ? first : count * axis.values.size();
    if (count > most_cells) {
      throw Error(fmt::format("sweep: more than {} runs; sweep fewer values", most_cells));
    }
  }
  return count;
}

}  // namespace

std::vector<SweepCell> cells_of(const ParameterSweep& sweep) {
  if (sweep.axes.empty()) return {};
  const std::size_t count = count_cells(sweep);
  std::vector<SweepCell> cells;
  for (std::size_t number = 0; number < count; ++number) {
    std::vector<std::size_t> choice(sweep.axes.size(), number);
    if (!sweep.zip) {
      std::size_t rest = number;
      for (std::size_t axis = sweep.axes.size(); axis-- > 0;) {
        choice[axis] = rest % sweep.axes[axis].values.size();
        rest /= sweep.axes[axis].values.size();
      }
    }
    cells.push_back(cell(sweep, number, count, choice));
  }
  return cells;
}

std::optional<SweepAxis> axis_of(const std::string& assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos) return std::nullopt;
  SweepAxis axis{assignment.substr(0, equals), {""}, {0, 0, "--set " + assignment}};
  int depth = 0;
  char quote = 0;
  for (const char byte : assignment.substr(equals + 1)) {
    if (quote != 0) {
      if (byte == quote) quote = 0;
    } else if (byte == '\'' || byte == '"') {
      quote = byte;
    } else if (byte == '[' || byte == '{') {
      ++depth;
    } else if (byte == ']' || byte == '}') {
      --depth;
    } else if (byte == ',' && depth == 0) {
      axis.values.emplace_back();
      continue;
    }
    axis.values.back() += byte;
  }
  if (axis.values.size() == 1) return std::nullopt;
  return axis;
}

}  // namespace lucarne
