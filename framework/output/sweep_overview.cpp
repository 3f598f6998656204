// SPDX-License-Identifier: MIT
#include "output/report_parts.hpp"
#include "output/sweep_record.hpp"

#include <charconv>

namespace lucarne {
namespace {

const Text runs_title{"Runs", "Exécutions"};
const Text figures_title{"Figures", "Figures"};

Text state_of(const SweepCellRecord& cell) {
  if (cell.exit_code == 0) return {"done", "terminée"};
  // As for the exit code of a run: 5 is a gate that failed.
  if (cell.exit_code == 5) return {"gate failed", "seuil non atteint"};
  return {"failed", "échec"};
}

// Numbers as numbers, so that a column of them sorts as such.
Cell cell_of(const std::string& text) {
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size()) return value;
  return text;
}

Table table_of(const SweepRecord& sweep) {
  Table table;
  table.name = "runs";
  table.title = runs_title;
  table.columns.push_back({"run", {"run", "exécution"}, "", 0});
  for (const std::string& axis : sweep.axes) {
    // The last step of a path is what a reader recognises.
    table.columns.push_back({axis, axis.substr(axis.rfind('.') + 1), "", 6});
  }
  table.columns.push_back({"state", {"state", "état"}, "", 0});
  for (const std::string& name : sweep.scalars) table.columns.push_back({name, name, "", 4});
  for (const SweepCellRecord& cell : sweep.cells) {
    std::vector<Cell> row = {cell.name};
    for (const auto& [path, value] : cell.values) row.push_back(cell_of(value));
    row.emplace_back(state_of(cell).in(sweep.language));
    for (const std::string& name : sweep.scalars) {
      const auto value = cell.scalars.find(name);
      row.push_back(value == cell.scalars.end() ? Cell{} : Cell{value->second});
    }
    table.add(std::move(row));
  }
  return table;
}

void put_links(ReportWriter& out, const SweepRecord& sweep) {
  out.put("<nav aria-label=\"{}\"><h2>{}</h2>\n<ul>\n", out.in(runs_title), out.in(runs_title));
  for (const SweepCellRecord& cell : sweep.cells) {
    const std::string report = "cells/" + cell.name + "/report.html";
    if (cell.has_run) {
      out.put("<li><a href=\"{}\">{}</a></li>\n", Markup{link_to(report)}, cell.name);
    } else {
      out.put("<li>{}</li>\n", cell.name);
    }
  }
  out.put("</ul></nav>\n");
}

void put_errors(ReportWriter& out, const SweepRecord& sweep) {
  out.put("<ul class=\"readings\">\n");
  for (const SweepCellRecord& cell : sweep.cells) {
    if (cell.error.empty()) continue;
    out.put("<li class=\"failed\"><b>{}</b>{}{}</li>\n", cell.name, out.words().colon, cell.error);
  }
  out.put("</ul>\n");
}

}  // namespace

std::string overview_html(const SweepRecord& sweep, const std::deque<Figure>& figures,
                          const std::filesystem::path& folder) {
  ReportWriter out(sweep.language);
  open_page(out, sweep.name);
  put_links(out, sweep);
  out.put("<main id=\"content\">\n<h1>{}</h1>\n<h2>{}</h2>\n", sweep.name, out.in(runs_title));
  put_errors(out, sweep);
  put_table(out, table_of(sweep));
  if (!figures.empty()) out.put("<h2>{}</h2>\n", out.in(figures_title));
  for (const Figure& figure : figures) put_figure(out, figure, "figures", folder, {});
  out.put("</main>\n");
  close_page(out);
  return out.take();
}

}  // namespace lucarne
