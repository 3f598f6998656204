// SPDX-License-Identifier: MIT
#include "output/report_parts.hpp"

#include <algorithm>

namespace lucarne {
namespace {

void put_fact(ReportWriter& out, const char* name, const std::string& value) {
  out.put("<div><dt>{}{}</dt><dd>{}</dd></div>\n", name, out.words().colon, value);
}

void put_missing(ReportWriter& out, const RunRecord& run) {
  const ReportWords& words = out.words();
  out.put("<h3>{}</h3>\n<ul class=\"readings\">\n", words.missing_from_run);
  bool explained = false;
  for (const StageRecord& stage : run.stages) {
    if (!stage.complete || !stage.error.empty()) {
      explained = true;
      out.put("<li class=\"failed\"><a href=\"#{}/\">{}</a> <b>{}</b>{}{}</li>\n",
              Markup{link_to(stage.id)}, stage.id, words.failed,
              stage.error.empty() ? "" : words.colon, stage.error);
    }
    for (const std::string& problem : stage.drawing_problems) {
      explained = true;
      out.put("<li class=\"failed\"><a href=\"#{}/\">{}</a>{}{}</li>\n", Markup{link_to(stage.id)},
              stage.id, words.colon, problem);
    }
  }
  if (!explained) out.put("<li class=\"failed\">{}</li>\n", words.stopped_early);
  out.put("</ul>\n");
}

// The first numbers of every stage: plugins put first what matters most.
void put_tiles(ReportWriter& out, const RunRecord& run) {
  const auto with_results =
      std::count_if(run.stages.begin(), run.stages.end(), [](const StageRecord& stage) {
        return stage.results != nullptr && !stage.results->scalars().empty();
      });
  if (with_results == 0) return;
  const std::size_t per_stage =
      std::clamp<std::size_t>(10 / static_cast<std::size_t>(with_results), 1, 4);
  out.put("<h3>{}</h3>\n<ul class=\"tiles\">\n", out.words().key_numbers);
  for (const StageRecord& stage : run.stages) {
    if (stage.results == nullptr) continue;
    const std::deque<Scalar>& scalars = stage.results->scalars();
    for (std::size_t k = 0; k < std::min(per_stage, scalars.size()); ++k) {
      const Scalar& scalar = scalars[k];
      out.put(
          "<li><a href=\"#{}/\"><span>{}</span><span><b>{}</b><span class=\"soft\">{}</span>"
          "</span></a></li>\n",
          Markup{link_to(stage.id)}, out.in(scalar.label),
          quantity_text(scalar.value, scalar.decimals, scalar.unit, out.language()), stage.id);
    }
  }
  out.put("</ul>\n");
}

void put_warnings(ReportWriter& out, const RunRecord& run) {
  bool open = false;
  const auto put = [&](const StageRecord& stage, const std::string& anchor,
                       const std::string& text) {
    if (!open) out.put("<h3>{}</h3>\n<ul class=\"readings\">\n", out.words().to_check);
    open = true;
    out.put(
        "<li class=\"warning said\"><b aria-hidden=\"true\">!</b> <a href=\"#{}/{}\">{}</a>{}{}"
        "</li>\n",
        Markup{link_to(stage.id)}, Markup{link_to(anchor)}, stage.id, out.words().colon, text);
  };
  for (const StageRecord& stage : run.stages) {
    for (const std::string& warning : stage.warnings) put(stage, "", warning);
    if (stage.results == nullptr) continue;
    for (const Reading& reading : stage.results->readings()) {
      if (reading.level == Level::warning) put(stage, "", out.in(reading.text));
    }
    for (const Figure& figure : stage.results->figures()) {
      for (const Reading& reading : figure.readings) {
        if (reading.level == Level::warning) put(stage, figure.name, out.in(reading.text));
      }
    }
  }
  if (open) out.put("</ul>\n");
}

}  // namespace

void put_head(ReportWriter& out, const RunRecord& run) {
  const ReportWords& words = out.words();
  out.put("<header>\n<p class=\"soft\">{}</p>\n<h1>{}</h1>\n", words.kind, run.name);
  out.put("<p><span class=\"state{}\">{} {}</span>", run.complete ? "" : " bad",
          run.complete ? "\u2713" : "!", run.complete ? words.complete : words.incomplete);
  put_gates_state(out, run);
  out.put("</p>\n<dl class=\"facts\">\n");
  if (!run.started.empty()) put_fact(out, words.date, date_text(run.started, out.language()));
  put_fact(out, words.duration, seconds_text(run.seconds, out.language()));
  if (run.peak_memory_bytes > 0) {
    put_fact(out, words.memory, bytes_text(run.peak_memory_bytes, out.language()));
  }
  put_fact(out, words.seed, std::to_string(run.seed));
  out.put("</dl>\n");
  if (!run.complete) put_missing(out, run);
  put_tiles(out, run);
  put_warnings(out, run);
  out.put("</header>\n");
}

void put_contents(ReportWriter& out, const RunRecord& run) {
  const ReportWords& words = out.words();
  out.put("<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">{}</h2>\n<ul>\n",
          words.contents);
  if (!run.gates.empty()) out.put("<li><a href=\"#gates\">{}</a></li>\n", words.gates);
  if (!run.model_file.empty() || !run.model_layers.empty()) {
    out.put("<li><a href=\"#network\">{}</a></li>\n", words.network);
  }
  if (!run.training_record.empty()) {
    out.put("<li><a href=\"#training\">{}</a></li>\n", words.training);
  }
  if (!run.splits.empty()) out.put("<li><a href=\"#data\">{}</a></li>\n", words.data);
  for (const StageRecord& stage : run.stages) {
    out.put("<li><a href=\"#{}/\">{}</a>", Markup{link_to(stage.id)}, stage.id);
    if (stage.results != nullptr && !stage.results->figures().empty()) {
      out.put("\n<ul>\n");
      for (const Figure& figure : stage.results->figures()) {
        out.put("<li><a href=\"#{}/{}\">{}</a></li>\n", Markup{link_to(stage.id)},
                Markup{link_to(figure.name)},
                figure.title.empty() ? figure.name : out.in(figure.title));
      }
      out.put("</ul>\n");
    }
    out.put("</li>\n");
  }
  out.put("<li><a href=\"#manifest\">{}</a></li>\n</ul>\n</nav>\n", words.manifest);
}

}  // namespace lucarne
