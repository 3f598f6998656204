// SPDX-License-Identifier: MIT
#include "output/files.hpp"
#include "output/report_parts.hpp"

namespace lucarne {
namespace {

// A window in a roof.
constexpr std::string_view favicon =
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Cpath d='M8 1 1 7v8h14V7z' fill='%230b57a4'/%3E"
    "%3Cpath d='M5 8h6v4H5z' fill='%23ffd76a'/%3E%3C/svg%3E";

std::string_view bytes_of_hexadecimal(const std::string& digits, std::string& bytes) {
  for (std::size_t at = 0; at + 1 < digits.size(); at += 2) {
    bytes += static_cast<char>(std::stoi(digits.substr(at, 2), nullptr, 16));
  }
  return bytes;
}

std::string page_script() {
  std::string script(report_script);
  script += map_parts_script;
  return script += map_script;
}

// Nothing may be fetched, and no script may run but ours, known by its digest: should a text ever
// escape its quotes, the browser still refuses to run it.
std::string content_policy() {
  std::string digest;
  bytes_of_hexadecimal(sha256_of(page_script()), digest);
  return "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-" +
         base64(digest) + "'; base-uri 'none'; form-action 'none'";
}

}  // namespace

void open_page(ReportWriter& out, std::string_view title, std::string_view more_style) {
  const ReportWords& words = out.words();
  out.put(
      "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<title>{}</title>\n<link rel=\"icon\" href=\"{}\">\n"
      "<style>{}{}{}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">{}</a>\n",
      words.language_tag, Markup{content_policy()}, title, Markup{favicon}, Markup{report_style},
      Markup{map_style}, Markup{more_style}, words.skip);
}

void close_page(ReportWriter& out) {
  out.put(
      "<dialog id=\"large\"><button type=\"button\">{}</button><img alt=\"\"></dialog>\n"
      "<script>{}</script>\n</body>\n</html>\n",
      out.words().close, Markup{page_script()});
}

}  // namespace lucarne
