// SPDX-License-Identifier: MIT
#pragma once

#include "pipeline/diagnostics.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lucarne {

struct YamlNode;

/// One key of a pipeline and the values that it takes.
struct SweepAxis {
  std::string path;                 ///< as in --set: "model.train.hidden"
  std::vector<std::string> values;  ///< each as YAML on one line: "[256, 128]"
  Position position;
};

/// The `sweep:` section, or what `--set key=a,b,c` adds to it: one run for each combination.
struct ParameterSweep {
  bool zip = false;  ///< the axes' first values together, then the second ones, ...; else a grid
  std::vector<SweepAxis> axes;
  std::vector<std::string> scalars;  ///< "errors.accuracy", for the overview; empty: chosen there
};

/// One run of a sweep.
struct SweepCell {
  std::string name;                                         ///< "02-hidden=64", also its folder's
  std::vector<std::pair<std::string, std::string>> values;  ///< path and YAML, one for each axis
};

/// At most so many: more is a mistake, or a job for a scheduler.
inline constexpr std::size_t most_cells = 1000;

/// Every combination, the last axis fastest; with zip, one cell for each position.
/// throws: Error where zipped axes differ in length, an axis comes twice, or there are too many
std::vector<SweepCell> cells_of(const ParameterSweep& sweep);

/// The axis that an assignment `key=a,b,c` names; nothing where there is no comma outside of quotes
/// and brackets.
std::optional<SweepAxis> axis_of(const std::string& assignment);

/// Reads the section; what is wrong goes into `diagnostics`.
ParameterSweep parse_sweep(const YamlNode& node, Diagnostics& diagnostics);

}  // namespace lucarne
