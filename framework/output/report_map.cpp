// SPDX-License-Identifier: MIT
#include "output/report_map.hpp"

#include "output/files.hpp"
#include "output/png_file.hpp"
#include "output/report_parts.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <span>

namespace lucarne {
namespace {

using Json = nlohmann::ordered_json;

Json words_of(const ReportWords& words) {
  return {{"item", words.item},
          {"true", words.map_true},
          {"predicted", words.map_predicted},
          {"colon", words.colon},
          {"in", words.map_zoom_in},
          {"out", words.map_zoom_out},
          {"all", words.map_show_all},
          {"wrong", words.map_only_wrong},
          {"classes", words.map_classes},
          {"keys", words.map_keys}};
}

// Everything but the numbers and pictures, for the script.
Json description_of(ReportWriter& out, const PointMap& map, const MapData& data) {
  Json json = {{"n", data.n}, {"words", words_of(out.words())}};
  json["classes"] = Json::array();
  for (arma::uword k = 0; k < map.classes.size(); ++k) {
    json["classes"].push_back(
        {{"name", out.in(map.classes[k])}, {"colour", style::text_of(style::colour(category(k)))}});
  }
  if (map.values.n_elem == map.points.n_cols && data.n > 0) {
    json["values"] = {{"min", data.min}, {"max", data.max}, {"label", out.in(map.value_label)}};
    json["values"]["shades"] = Json::array();
    constexpr int steps = 32;
    for (int k = 0; k < steps; ++k) {
      json["values"]["shades"].push_back(
          style::text_of(style::shade(map.palette, k / (steps - 1.0))));
    }
  }
  if (!data.sheet.empty()) {
    json["sheet"] = {{"columns", data.sheet_columns},
                     {"width", map.pictures.width},
                     {"height", map.pictures.height}};
  }
  return json;
}

}  // namespace

void put_map(ReportWriter& out, const PointMap& map, std::string_view title) {
  const MapData data = map_data(map);
  if (data.n == 0) return;
  // Text from anywhere: what is not UTF-8 is replaced, not refused.
  const std::string description =
      description_of(out, map, data).dump(-1, ' ', true, Json::error_handler_t::replace);
  out.put(
      "<div class=\"map\" hidden role=\"group\" aria-label=\"{}\" data-map=\"{}\" "
      "data-points=\"{}\"",
      title, description, Markup{base64(data.numbers)});
  if (!data.background.empty()) {
    out.put(" data-background=\"{}\"", Markup{base64(data.background)});
  }
  if (!data.sheet.empty()) {
    // Maps of the same items hold their pictures once. By the pixels, so that they are packed once.
    const std::string digest = sha256_of(data.sheet);
    out.put(" data-sheet=\"{}\"", digest);
    if (out.first_of(digest)) {
      const std::string file =
          png_file(std::as_bytes(std::span(data.sheet)), data.sheet_columns * map.pictures.width,
                   data.sheet_rows * map.pictures.height, map.pictures.channels);
      out.put(" data-pictures=\"{}\"", Markup{base64(file)});
    }
  }
  out.put(">\n<p class=\"soft\">{}</p>\n", out.words().map_hint);
  if (data.n < map.points.n_cols) {
    out.put("<p class=\"soft\">{}{}{} / {}</p>\n", out.words().map_part, out.words().colon, data.n,
            map.points.n_cols);
  }
  out.put("</div>\n");
}

bool is_map(const Figure& figure) {
  return !figure.panels.empty() &&
         std::all_of(figure.panels.begin(), figure.panels.end(), [](const Panel& panel) {
           return std::holds_alternative<PointMap>(panel.content);
         });
}

}  // namespace lucarne
