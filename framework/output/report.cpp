// SPDX-License-Identifier: MIT
#include "output/report_parts.hpp"

namespace lucarne {

std::string report_html(const RunRecord& run, const std::filesystem::path& folder) {
  ReportWriter out(run.language);
  out.reserve(1U << 22U);
  open_page(out, fmt::format("{} \u2013 {}", run.name, out.words().kind));
  put_contents(out, run);
  out.put("<main id=\"content\">\n");
  put_head(out, run);
  put_gates(out, run);
  put_network_and_data(out, run);
  for (const StageRecord& stage : run.stages) put_stage(out, stage, folder);
  put_manifest(out, run);
  out.put("</main>\n");
  close_page(out);
  return out.take();
}

}  // namespace lucarne
