// SPDX-License-Identifier: MIT
#include "output/report_parts.hpp"

#include <algorithm>

namespace lucarne {
namespace {

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code missing;  // a stage that failed has no folder
  for (const auto& entry : std::filesystem::directory_iterator(folder, missing)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

void put_problems(ReportWriter& out, const StageRecord& stage) {
  const ReportWords& words = out.words();
  const auto put = [&](const char* style, const char* word, const std::string& text) {
    out.put("<li class=\"said {}\"><b><span aria-hidden=\"true\">!</span> {}</b>{}{}</li>\n", style,
            word, text.empty() ? "" : words.colon, text);
  };
  if (stage.complete && stage.error.empty() && stage.warnings.empty() &&
      stage.drawing_problems.empty()) {
    return;
  }
  out.put("<ul class=\"readings\">\n");
  if (!stage.complete || !stage.error.empty()) put("failed", words.incomplete, stage.error);
  for (const std::string& problem : stage.drawing_problems) put("failed", words.drawing, problem);
  for (const std::string& warning : stage.warnings) put("warning", words.warning, warning);
  out.put("</ul>\n");
}

void put_lines(ReportWriter& out, const char* heading, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  out.put("<p class=\"soft\">{}</p>\n<pre tabindex=\"0\">", heading);
  for (const std::string& line : lines) out.put("{}\n", line);
  out.put("</pre>\n");
}

void put_crash(ReportWriter& out, const CrashRecord& crash) {
  const ReportWords& words = out.words();
  out.put("<details open><summary>{}</summary>\n", words.process_ended);
  out.put("<p>{}{}{}; {} {}</p>\n", words.ended_how, words.colon, crash.ending, words.ended_where,
          crash.phase);
  put_lines(out, words.backtrace, crash.backtrace);
  put_lines(out, words.last_lines, crash.last_lines);
  out.put("</details>\n");
}

void put_results(ReportWriter& out, const Results& results, const std::string& id,
                 const std::filesystem::path& folder) {
  const ReportWords& words = out.words();
  if (!results.readings().empty()) {
    out.put("<h3>{}</h3>\n", words.readings);
    put_readings(out, results.readings());
  }
  if (!results.figures().empty()) {
    out.put("<h3>{}</h3>\n", words.figures);
    const FigureFiles files = files_of_figures(results, names_in(folder / id), id);
    for (const Figure& figure : results.figures()) {
      const auto found = files.find(figure.name);
      put_figure(out, figure, id, folder,
                 found == files.end() ? std::vector<std::string>{} : found->second);
    }
  }
  if (!results.scalars().empty()) {
    out.put("<h3>{}</h3>\n", words.numbers);
    put_scalars(out, results.scalars());
  }
  if (!results.tables().empty()) {
    out.put("<h3>{}</h3>\n<p class=\"soft sort-hint\" hidden>{}</p>\n", words.tables,
            words.sort_hint);
    for (const Table& table : results.tables()) put_table(out, table);
  }
  if (!results.arrays().empty()) {
    out.put("<h3>{}</h3>\n", words.arrays);
    put_arrays(out, results.arrays(), id);
  }
  out.put("<p class=\"files\"><span>{}{}</span><a href=\"{}\">results.json</a></p>\n",
          words.all_results, words.colon, Markup{link_to(id + "/results.json")});
}

}  // namespace

void put_stage(ReportWriter& out, const StageRecord& stage, const std::filesystem::path& folder) {
  const ReportWords& words = out.words();
  out.put("<section aria-labelledby=\"{}/\">\n<h2 id=\"{}/\">{}</h2>\n", stage.id, stage.id,
          stage.id);
  if (!stage.summary.empty()) out.put("<p class=\"said\">{}</p>\n", stage.summary);
  out.put("<p class=\"soft\">{}{}{} {}</p>\n", words.plugin, words.colon, stage.plugin,
          stage.plugin_version);
  put_problems(out, stage);
  if (stage.crash) put_crash(out, *stage.crash);
  if (!stage.parameters.empty()) {
    out.put("<details><summary>{}</summary>\n", words.parameters);
    put_pairs(out, stage.parameters, words.parameter, words.value);
    out.put("</details>\n");
  }
  if (stage.results != nullptr) put_results(out, *stage.results, stage.id, folder);
  out.put("</section>\n");
}

}  // namespace lucarne
