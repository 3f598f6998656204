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

/// Writes <name>.gp and its data for every figure, runs gnuplot on them (`n_processes` side by
/// side, each on its share), and checks exit status, standard error and that each PNG and SVG is
/// whole before it is renamed into place.
/// Without gnuplot the scripts and data are still written and `problems` says so. Never throws for
/// what gnuplot does; throws OutputError where files cannot be written.
/// thread: several calls may run side by side on different folders
DrawingOutcome draw_figures(const std::deque<Figure>& figures, const std::filesystem::path& folder,
                            Language language, std::size_t n_processes = 1);

/// "gnuplot 5.4 patchlevel 4", or empty where there is none.
std::string gnuplot_version();

}  // namespace lucarne
