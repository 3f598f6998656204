// SPDX-License-Identifier: MIT
#pragma once

#include "output/report_writer.hpp"
#include "output/run_record.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// The sections of report.html, each in its own file; report_html() puts them in order.
namespace lucarne {

extern const std::string_view report_style;      ///< CSS, in every language the same
extern const std::string_view report_script;     ///< sorting, enlarging, opening for print
extern const std::string_view map_style;         ///< of the maps that can be explored
extern const std::string_view map_parts_script;  ///< before map_script
extern const std::string_view map_script;

/// The page up to its <body>, and from there to its end: style and script are in it, and nothing is
/// fetched. `more_style`: CSS of our own after report_style
void open_page(ReportWriter& out, std::string_view title, std::string_view more_style = {});
void close_page(ReportWriter& out);

/// Paths of a stage's files, relative to the run's folder, by the figure that they belong to.
using FigureFiles = std::map<std::string, std::vector<std::string>>;

/// A file belongs to the figure with the longest name that its own name starts with, up to a
/// character that is no letter or digit. Files of arrays belong to none.
FigureFiles files_of_figures(const Results& results, const std::vector<std::string>& file_names,
                             const std::string& stage_id);

void put_head(ReportWriter& out, const RunRecord& run);
void put_contents(ReportWriter& out, const RunRecord& run);
/// A row for every gate, passed or failed; nothing where there are none.
void put_gates(ReportWriter& out, const RunRecord& run);
/// How many passed or failed, for the head of the page.
void put_gates_state(ReportWriter& out, const RunRecord& run);
void put_network_and_data(ReportWriter& out, const RunRecord& run);

/// `record`: JSON with an array of objects, one an epoch; anything else is shown as it stands.
void put_training(ReportWriter& out, const std::string& record);

/// `folder` is the run's.
void put_stage(ReportWriter& out, const StageRecord& stage, const std::filesystem::path& folder);
void put_figure(ReportWriter& out, const Figure& figure, const std::string& stage_id,
                const std::filesystem::path& folder, const std::vector<std::string>& files);
/// A map to explore, hidden until its script has drawn it; nothing where it has no point.
void put_map(ReportWriter& out, const PointMap& map, std::string_view title);
/// All that the figure shows is maps.
bool is_map(const Figure& figure);
void put_readings(ReportWriter& out, const std::vector<Reading>& readings);
/// `key_heading`: over the names; empty: "Name in results.json"
void put_scalars(ReportWriter& out, const std::deque<Scalar>& scalars,
                 std::string_view key_heading = {});
void put_table(ReportWriter& out, const Table& table);
void put_arrays(ReportWriter& out, const std::deque<Array>& arrays, const std::string& stage_id);

void put_manifest(ReportWriter& out, const RunRecord& run);

/// A table without sorting: each row's first cell is its heading.
void put_pairs(ReportWriter& out, const std::vector<std::pair<std::string, std::string>>& pairs,
               const char* name_heading, const char* value_heading);

}  // namespace lucarne
