// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/figure.hpp>
#include <lucarne/text.hpp>

#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lucarne {

/// One run of a sweep, as its overview tells it.
struct SweepCellRecord {
  std::string name;                                         ///< also its folder's, under cells/
  std::vector<std::pair<std::string, std::string>> values;  ///< swept path and value as YAML
  int exit_code = 0;
  std::string error;                      ///< what the run said where it did not end well
  bool has_run = false;                   ///< a run's folder is there
  std::map<std::string, double> scalars;  ///< "errors.accuracy"
};

/// A sweep and its runs, from which sweep.json and overview.html are made.
struct SweepRecord {
  std::string name;
  Language language = Language::english;
  bool zip = false;
  std::vector<std::string> axes;     ///< swept paths
  std::vector<std::string> scalars;  ///< what the overview shows, in this order
  std::vector<SweepCellRecord> cells;
};

/// The scalars to show where none are named: those that differ between the runs, at most eight.
std::vector<std::string> telling_scalars(const SweepRecord& sweep);

/// One figure for each scalar of the record: its value against the first axis, a line for each
/// combination of the others.
std::deque<Figure> figures_of(const SweepRecord& sweep);

std::string sweep_json(const SweepRecord& sweep);

/// overview.html: one file that needs no other but the runs that it links to. `folder` holds the
/// drawn figures.
std::string overview_html(const SweepRecord& sweep, const std::deque<Figure>& figures,
                          const std::filesystem::path& folder);

}  // namespace lucarne
