// SPDX-License-Identifier: MIT
#include "output/comparison.hpp"
#include "output/comparison_tables.hpp"
#include "output/files.hpp"
#include "output/report_parts.hpp"
#include "output/run_reader.hpp"

#include <lucarne/wording.hpp>

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

constexpr std::string_view pair_style = R"css(
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(21rem,100%),1fr));gap:1rem}
.pair>div{min-width:0}
.pair p{margin:0 0 .3rem;font-weight:600}
.runs{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.1rem .8rem;margin:.6rem 0}
.runs b{font-size:1.1rem}
.runs span{overflow-wrap:anywhere}
td.changed{font-weight:600}
td:not(.said){white-space:nowrap}
thead th.number{min-width:5.5rem}
.what th code{white-space:nowrap}
.pair .missing{margin:0;font-weight:400}
)css";

struct Side {
  const char* letter;
  const std::filesystem::path& folder;
  const RunRecord& run;
};

void open_scroll(ReportWriter& out, std::string_view label) {
  out.put("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">", label);
}

std::string heading_of(ReportWriter& out, const Text& title, const std::string& name) {
  return title.empty() ? name : out.in(title);
}

std::string anchor_of(const ComparedSection& section) { return "section/" + section.name; }

void put_navigation(ReportWriter& out, const Comparison& comparison) {
  out.put("<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">{}</h2>\n<ul>\n",
          out.words().contents);
  if (!comparison.differences.empty()) {
    out.put("<li><a href=\"#inputs\">{}</a></li>\n", out.in({"What went in", "Entrées"}));
  }
  for (const ComparedSection& section : comparison.sections) {
    out.put("<li><a href=\"#{}\">{}</a></li>\n", Markup{link_to(anchor_of(section))},
            out.in(section.title));
  }
  for (const StagePair& stage : comparison.stages) {
    out.put("<li><a href=\"#{}/\">{} {}</a></li>\n", Markup{link_to(stage.id)}, out.words().stage,
            stage.id);
  }
  out.put("</ul>\n</nav>\n");
}

void put_top(ReportWriter& out, const Comparison& comparison) {
  const ReportWords& words = out.words();
  out.put("<header>\n<p class=\"soft\">{}</p>\n<h1>{} – {}</h1>\n<div class=\"runs\">\n",
          out.in({"Lucarne comparison", "Comparaison Lucarne"}), comparison.a.name,
          comparison.b.name);
  const Side sides[] = {{"A", comparison.folder_a, comparison.a},
                        {"B", comparison.folder_b, comparison.b}};
  for (const Side& side : sides) {
    out.put("<b>{}</b><span>{} <code>{}</code><br><span class=\"soft\">{}</span></span>\n",
            side.letter, side.run.name, side.folder.string(),
            side.run.started.empty() ? "" : date_text(side.run.started, out.language()));
  }
  out.put("</div>\n");
  if (!comparison.readings.empty()) {
    out.put("<h3>{}</h3>\n", words.readings);
    put_readings(out, comparison.readings);
  }
  out.put("</header>\n");
}

void put_differences(ReportWriter& out, const Comparison& comparison) {
  if (comparison.differences.empty()) return;
  const std::string title = out.in({"What went in", "Entrées"});
  out.put(
      "<section aria-labelledby=\"inputs\">\n<h2 id=\"inputs\">{}</h2>\n<p class=\"soft\">{}</p>\n",
      title,
      out.in({"Only what is not the same in both runs.",
              "Seulement ce qui n'est pas identique dans les deux exécutions."}));
  open_scroll(out, title);
  out.put(
      "<table class=\"what\">\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">A</th><th "
      "scope=\"col\">B</th></tr></thead>\n<tbody>\n",
      out.in({"what", "quoi"}));
  const auto value = [](const std::string& text) { return text.empty() ? "–" : text; };
  for (const InputDifference& one : comparison.differences) {
    out.put(
        "<tr><th scope=\"row\"><code>{}</code></th><td class=\"said\">{}</td><td "
        "class=\"said\">{}</td></tr>\n",
        one.what, value(one.a), value(one.b));
  }
  out.put("</tbody></table></div>\n</section>\n");
}

void put_number(ReportWriter& out, const std::optional<double>& value, int decimals,
                const std::string& unit, bool changed = false) {
  if (!value) {
    out.put("<td class=\"number\" data-v=\"\">–</td>");
    return;
  }
  const bool finite = std::isfinite(*value);
  out.put("<td class=\"number{}\" data-v=\"{}\">{}</td>", changed ? " changed" : "",
          finite ? fmt::format("{}", *value) : "",
          quantity_text(*value, decimals, unit, out.language()));
}

void put_scalar(ReportWriter& out, const ScalarPair& scalar) {
  const double largest = std::max(std::abs(scalar.a.value_or(0)), std::abs(scalar.b.value_or(0)));
  const auto whole = [](const std::optional<double>& value) {
    return !value || (std::trunc(*value) == *value && std::abs(*value) < 1e15);
  };
  const int decimals = whole(scalar.a) && whole(scalar.b) ? 0 : shown_decimals(largest);
  std::optional<double> difference, share;
  if (scalar.a && scalar.b) {
    difference = *scalar.b - *scalar.a;
    if (*scalar.a != 0 && std::isfinite(*difference)) {
      share = 100 * *difference / std::abs(*scalar.a);
    }
  }
  out.put("<tr><th scope=\"row\"><code>{}</code></th>", scalar.name);
  put_number(out, scalar.a, decimals, scalar.unit);
  put_number(out, scalar.b, decimals, scalar.unit);
  put_number(out, scalar.same() ? std::optional<double>(0) : difference,
             scalar.same() ? 0 : decimals, scalar.unit, !scalar.same());
  put_number(out, scalar.same() ? std::nullopt : share, 2, "%");
  out.put("</tr>\n");
}

void put_scalar_pairs(ReportWriter& out, const std::vector<ScalarPair>& scalars) {
  if (scalars.empty()) return;
  const ReportWords& words = out.words();
  out.put("<h3>{}</h3>\n", words.numbers);
  open_scroll(out, words.numbers);
  out.put(
      "<table class=\"sortable what\">\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\" "
      "class=\"number\">A</th><th scope=\"col\" class=\"number\">B</th><th scope=\"col\" "
      "class=\"number\">B − A</th><th scope=\"col\" class=\"number\">{}</th></tr></thead>\n"
      "<tbody>\n",
      words.quantity, out.in({"relative to A", "relatif à A"}));
  for (const ScalarPair& scalar : scalars) put_scalar(out, scalar);
  out.put("</tbody></table></div>\n");
}

void put_picture(ReportWriter& out, const Side& side, const std::string& stage,
                 const FigurePair& figure, bool there, const std::string& label) {
  out.put("<div><p>{}</p>", label);
  std::string bytes;
  if (there) {
    try {
      bytes = read_file(file_of_run(side.folder, stage + "/" + figure.name + ".png"));
    } catch (const Error&) {
      bytes.clear();  // said below
    }
  }
  const auto size = png_size(bytes);
  if (size) {
    out.put(
        "<a class=\"picture\" href=\"#{}/{}\" title=\"{}\"><img src=\"data:image/png;base64,{}\" "
        "width=\"{}\" height=\"{}\" alt=\"{}: {}\" decoding=\"async\"></a>",
        Markup{link_to(stage)}, Markup{link_to(figure.name)}, out.words().enlarge,
        Markup{base64(bytes)}, size->width, size->height, label,
        heading_of(out, figure.title, figure.name));
  } else {
    out.put("<p class=\"missing\">{}</p>", out.words().no_picture);
  }
  out.put("</div>\n");
}

void put_figure_pair(ReportWriter& out, const Comparison& comparison, const std::string& stage,
                     const FigurePair& figure) {
  out.put("<figure id=\"{}/{}\">\n<h4>{}</h4>\n<div class=\"pair\">\n", stage, figure.name,
          heading_of(out, figure.title, figure.name));
  const Side a{"A", comparison.folder_a, comparison.a};
  const Side b{"B", comparison.folder_b, comparison.b};
  if (figure.same) {
    put_picture(out, a, stage, figure, true,
                out.in({"A and B: the same picture", "A et B : la même image"}));
  } else {
    put_picture(out, a, stage, figure, figure.in_a, "A");
    put_picture(out, b, stage, figure, figure.in_b, "B");
  }
  out.put("</div>\n</figure>\n");
}

void put_stage_pair(ReportWriter& out, const Comparison& comparison, const StagePair& stage) {
  const ReportWords& words = out.words();
  out.put(
      "<section aria-labelledby=\"{}/\">\n<h2 id=\"{}/\">{} {}</h2>\n<p "
      "class=\"soft\">{}{}{}</p>\n",
      stage.id, stage.id, words.stage, stage.id, words.plugin, words.colon, stage.plugin);
  if (!stage.note.empty()) put_readings(out, {{Level::warning, stage.note}});
  put_scalar_pairs(out, stage.scalars);
  if (!stage.tables.empty()) out.put("<h3>{}</h3>\n", words.tables);
  for (const Table& table : stage.tables) put_table(out, table);
  if (!stage.figures.empty()) out.put("<h3>{}</h3>\n", words.figures);
  for (const FigurePair& figure : stage.figures) {
    put_figure_pair(out, comparison, stage.id, figure);
  }
  out.put("</section>\n");
}

void put_section(ReportWriter& out, const ComparedSection& section,
                 const std::filesystem::path& folder) {
  const std::string anchor = anchor_of(section);
  out.put("<section aria-labelledby=\"{}\">\n<h2 id=\"{}\">{}</h2>\n", anchor, anchor,
          out.in(section.title));
  if (!section.about.empty()) out.put("<p class=\"said\">{}</p>\n", out.in(section.about));
  if (!section.missing.empty()) {
    put_readings(
        out, {{Level::note, filled({"not compared: {}", "non comparé : {}"}, {section.missing})}});
  } else {
    put_readings(out, section.results.readings());
    for (const Figure& figure : section.results.figures()) {
      put_figure(out, figure, "figures", folder, {});
    }
    if (!section.results.scalars().empty())
      put_scalars(out, section.results.scalars(),
                  out.in({"Name in compare.json", "Nom dans compare.json"}));
    for (const Table& table : section.results.tables()) put_table(out, table);
  }
  out.put("</section>\n");
}

}  // namespace

std::string comparison_html(const Comparison& comparison, const std::filesystem::path& folder) {
  ReportWriter out(comparison.a.language);
  out.reserve(1U << 23U);
  open_page(out,
            fmt::format("{} – {} – {}", comparison.a.name, comparison.b.name,
                        out.in({"Lucarne comparison", "Comparaison Lucarne"})),
            pair_style);
  put_navigation(out, comparison);
  out.put("<main id=\"content\">\n");
  put_top(out, comparison);
  put_differences(out, comparison);
  for (const ComparedSection& section : comparison.sections) put_section(out, section, folder);
  for (const StagePair& stage : comparison.stages) put_stage_pair(out, comparison, stage);
  out.put("</main>\n");
  close_page(out);
  return out.take();
}

}  // namespace lucarne
