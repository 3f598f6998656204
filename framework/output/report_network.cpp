// SPDX-License-Identifier: MIT
#include "output/report_parts.hpp"

#include <algorithm>

namespace lucarne {
namespace {

// "fc1  Gemm  256": fields stand two or more spaces apart.
std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  std::size_t at = 0;
  while (at < line.size()) {
    const std::size_t end = std::min(line.find("  ", at), line.size());
    fields.push_back(line.substr(at, end - at));
    at = std::min(line.find_first_not_of(' ', end), line.size());
  }
  return fields;
}

void put_layers(ReportWriter& out, const std::vector<std::string>& layers) {
  const ReportWords& words = out.words();
  out.put(
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{}\"><table>\n"
      "<caption>{}</caption>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>"
      "<th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
      words.layers, words.layers, words.layer, words.operation, words.output);
  for (const std::string& layer : layers) {
    std::vector<std::string> fields = fields_of(layer);
    if (fields.size() != 3) fields = {layer, "", ""};
    out.put("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n", fields[0], fields[1],
            fields[2]);
  }
  out.put("</tbody></table></div>\n");
}

}  // namespace

void put_network_and_data(ReportWriter& out, const RunRecord& run) {
  const ReportWords& words = out.words();
  if (!run.model_file.empty() || !run.model_layers.empty()) {
    out.put("<section aria-labelledby=\"network\">\n<h2 id=\"network\">{}</h2>\n", words.network);
    if (!run.model_file.empty()) {
      out.put("<p>{}{}<code>{}</code></p>\n", words.network_file, words.colon, run.model_file);
    }
    if (!run.model_layers.empty()) put_layers(out, run.model_layers);
    out.put("</section>\n");
  }
  if (!run.training_record.empty()) put_training(out, run.training_record);
  if (run.splits.empty()) return;
  out.put(
      "<section aria-labelledby=\"data\">\n<h2 id=\"data\">{}</h2>\n"
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"data\"><table>\n"
      "<thead><tr><th scope=\"col\">{}</th><th scope=\"col\" "
      "class=\"number\">{}</th></tr></thead>\n"
      "<tbody>\n",
      words.data, words.split, words.items);
  for (const auto& [split, items] : run.splits) {
    out.put("<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td></tr>\n", split,
            count_text(items, out.language()));
  }
  out.put("</tbody></table></div>\n</section>\n");
}

}  // namespace lucarne
