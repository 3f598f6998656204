// SPDX-License-Identifier: MIT
#include "output/report_parts.hpp"

namespace lucarne {
namespace {

// Outputs lie beside the report and are linked; inputs may lie anywhere.
void put_files(ReportWriter& out, const char* title, const std::vector<FileRecord>& files,
               bool linked) {
  if (files.empty()) return;
  const ReportWords& words = out.words();
  out.put(
      "<details><summary>{} ({})</summary>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
      "aria-label=\"{}\"><table>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\" "
      "class=\"number\">{}</th><th scope=\"col\">SHA-256</th></tr></thead>\n<tbody>\n",
      title, files.size(), title, words.file, words.size);
  for (const FileRecord& file : files) {
    out.put("<tr><td class=\"path\">");
    if (linked) {
      out.put("<a href=\"{}\">{}</a>", Markup{link_to(file.path)}, file.path);
    } else {
      out.put("<code>{}</code>", file.path);
    }
    out.put("</td><td class=\"number\">{}</td><td><code class=\"digest\">{}</code></td></tr>\n",
            bytes_text(file.bytes, out.language()), file.sha256);
  }
  out.put("</tbody></table></div></details>\n");
}

void put_stages(ReportWriter& out, const std::vector<StageRecord>& stages) {
  const ReportWords& words = out.words();
  out.put(
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{}\"><table>\n<caption>{}"
      "</caption>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">"
      "{}</th><th scope=\"col\">{}</th><th scope=\"col\" class=\"number\">{}</th><th scope=\"col\" "
      "class=\"number\">{}</th></tr></thead>\n<tbody>\n",
      words.stages, words.stages, words.stage, words.plugin, words.version, words.state,
      words.computing, words.drawing);
  for (const StageRecord& stage : stages) {
    out.put(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td class=\"number\">{}</td>"
        "<td class=\"number\">{}</td></tr>\n",
        stage.id, stage.plugin, stage.plugin_version,
        stage.complete && stage.drawing_problems.empty() ? words.complete : words.incomplete,
        seconds_text(stage.compute_seconds, out.language()),
        seconds_text(stage.drawing_seconds, out.language()));
  }
  out.put("</tbody></table></div>\n");
}

}  // namespace

void put_manifest(ReportWriter& out, const RunRecord& run) {
  const ReportWords& words = out.words();
  out.put("<section aria-labelledby=\"manifest\">\n<h2 id=\"manifest\">{}</h2>\n", words.manifest);
  if (!run.stages.empty()) put_stages(out, run.stages);
  if (!run.environment.empty()) {
    out.put("<details><summary>{}</summary>\n", words.environment);
    put_pairs(out, {run.environment.begin(), run.environment.end()}, words.component,
              words.version);
    out.put("</details>\n");
  }
  put_files(out, words.inputs, run.inputs, false);
  put_files(out, words.plugins, run.plugins, false);
  put_files(out, words.outputs, run.outputs, true);
  if (!run.pipeline_yaml.empty()) {
    out.put("<details><summary>{}</summary>\n<pre tabindex=\"0\">{}</pre>\n</details>\n",
            words.pipeline, run.pipeline_yaml);
  }
  out.put("<p class=\"files\"><span>{}{}</span><a href=\"run.json\">run.json</a></p>\n",
          words.manifest_file, words.colon);
  out.put("</section>\n");
}

}  // namespace lucarne
