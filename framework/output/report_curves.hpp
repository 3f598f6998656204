// SPDX-License-Identifier: MIT
#pragma once

#include "output/report_writer.hpp"

#include <string>
#include <vector>

namespace lucarne {

/// One line of a small chart; NaN leaves a gap.
struct Curve {
  std::string label;
  std::vector<double> values;  ///< at 1, 2, 3, ...
};

/// A chart as inline SVG in a <figure>: one or two curves over the epochs. Nothing where no value
/// is finite.
void put_curves(ReportWriter& out, const std::string& title, const std::vector<Curve>& curves);

}  // namespace lucarne
