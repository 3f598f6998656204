// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/figure.hpp>

#include <deque>
#include <filesystem>
#include <string>
#include <vector>

namespace lucarne {

/// What came of drawing a stage's figures.
struct DrawingOutcome {
  std::vector<std::string> drawn;     ///< names of figures whose PNG and SVG exist
  std::vector<std::string> problems;  ///< what went wrong, for the user; empty: all is well
};

/// What DrawingPool::draw does, with `n_processes` of its own.
DrawingOutcome draw_figures(const std::deque<Figure>& figures, const std::filesystem::path& folder,
                            Language language, std::size_t n_processes = 1);

/// "gnuplot 5.4 patchlevel 4", or empty where there is none.
std::string gnuplot_version();

}  // namespace lucarne
