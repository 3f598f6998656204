// SPDX-License-Identifier: MIT
#include "output/report_parts.hpp"

namespace lucarne {

void put_gates(ReportWriter& out, const RunRecord& run) {
  if (run.gates.empty()) return;
  const ReportWords& words = out.words();
  out.put(
      "<section aria-labelledby=\"gates\">\n<h2 id=\"gates\">{}</h2>\n"
      "<p class=\"soft\">{}</p>\n"
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"gates\"><table>\n"
      "<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\" "
      "class=\"number\">{}</th><th scope=\"col\" class=\"number\">{}</th></tr></thead>\n<tbody>\n",
      words.gates, words.about_gates, words.state, words.gate, words.found, words.wanted);
  for (const GateRecord& gate : run.gates) {
    out.put("<tr><td><span class=\"state{}\">{} {}</span></td><th scope=\"row\"><code>{}</code>",
            gate.passed ? "" : " bad", gate.passed ? "\u2713" : "!",
            gate.passed ? words.passed : words.failed, gate.text);
    if (!gate.reason.empty()) out.put("<br><span class=\"soft\">{}</span>", gate.reason);
    out.put("</th><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
            found_text(gate, out.language()), wanted_text(gate, out.language()));
  }
  out.put("</tbody></table></div>\n</section>\n");
}

void put_gates_state(ReportWriter& out, const RunRecord& run) {
  if (run.gates.empty()) return;
  const ReportWords& words = out.words();
  const std::size_t failed = n_failed(run.gates);
  out.put(" <a href=\"#gates\"><span class=\"state{}\">{} {}{}{}/{}</span></a>",
          failed == 0 ? "" : " bad", failed == 0 ? "\u2713" : "!",
          failed == 0 ? words.gates_passed : words.gates_failed, words.colon,
          failed == 0 ? run.gates.size() : failed, run.gates.size());
}

}  // namespace lucarne
