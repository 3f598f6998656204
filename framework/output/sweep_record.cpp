// SPDX-License-Identifier: MIT
#include "output/sweep_record.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace lucarne {
namespace {

using SweepJson = nlohmann::ordered_json;

constexpr std::size_t most_telling = 8;

std::optional<double> number_in(const std::string& text) {
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

// Last step of a path, which is what a reader recognises.
std::string short_name(const std::string& path) { return path.substr(path.rfind('.') + 1); }

// The values of the first axis: numbers where all are, else positions with names.
struct Horizontal {
  explicit Horizontal(const SweepRecord& sweep) {
    for (const SweepCellRecord& cell : sweep.cells) {
      const std::string& text = cell.values[0].second;
      if (std::ranges::find(texts, text) == texts.end()) texts.push_back(text);
      numeric = numeric && number_in(text).has_value();
    }
  }
  double of(const std::string& text) const {
    if (numeric) return *number_in(text);
    return static_cast<double>(std::ranges::find(texts, text) - texts.begin());
  }
  std::vector<std::string> texts;
  bool numeric = true;
};

// What a line of the plot has in common: the values of the other axes. Zipped axes go together, so
// the first one tells them all.
std::string line_of(const SweepCellRecord& cell, bool zip) {
  std::string text;
  for (std::size_t axis = 1; axis < cell.values.size() && !zip; ++axis) {
    text += (text.empty() ? "" : ", ") + short_name(cell.values[axis].first) + " " +
            cell.values[axis].second;
  }
  return text;
}

Series series_of(const SweepRecord& sweep, const std::string& scalar, const std::string& line,
                 const Horizontal& horizontal) {
  std::vector<std::pair<double, double>> points;
  for (const SweepCellRecord& cell : sweep.cells) {
    const auto value = cell.scalars.find(scalar);
    if (line_of(cell, sweep.zip) != line || value == cell.scalars.end()) continue;
    if (std::isfinite(value->second)) {
      points.emplace_back(horizontal.of(cell.values[0].second), value->second);
    }
  }
  std::ranges::sort(points);
  Series series;
  series.mark = Mark::line;
  series.label = line;
  series.x.set_size(points.size());
  series.y.set_size(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    series.x[i] = points[i].first;
    series.y[i] = points[i].second;
  }
  return series;
}

}  // namespace

std::vector<std::string> telling_scalars(const SweepRecord& sweep) {
  std::map<std::string, std::set<double>> values;
  for (const SweepCellRecord& cell : sweep.cells) {
    for (const auto& [name, value] : cell.scalars) {
      if (std::isfinite(value)) values[name].insert(value);
    }
  }
  std::vector<std::string> telling;
  for (const auto& [name, different] : values) {
    if (different.size() > 1 && telling.size() < most_telling) telling.push_back(name);
  }
  return telling;
}

std::deque<Figure> figures_of(const SweepRecord& sweep) {
  std::deque<Figure> figures;
  if (sweep.cells.empty() || sweep.axes.empty()) return figures;
  const Horizontal horizontal(sweep);
  std::vector<std::string> lines;
  for (const SweepCellRecord& cell : sweep.cells) {
    const std::string line = line_of(cell, sweep.zip);
    if (std::ranges::find(lines, line) == lines.end()) lines.push_back(line);
  }
  for (const std::string& scalar : sweep.scalars) {
    Plot plot;
    plot.x.label = sweep.axes[0];
    plot.y.label = scalar;
    if (!horizontal.numeric) {
      for (const std::string& text : horizontal.texts) plot.x.categories.emplace_back(text);
    }
    arma::uword number = 0;
    for (const std::string& line : lines) {
      Series series = series_of(sweep, scalar, line, horizontal);
      if (series.x.is_empty()) continue;
      series.colour = lines.size() == 1 ? Colour::primary : category(number++ % 10);
      Series points = series;
      points.mark = Mark::points;
      points.label = {};
      points.point_size = 8;
      plot.series.push_back(std::move(series));
      plot.series.push_back(std::move(points));
    }
    plot.legend = lines.size() > 1 ? LegendPlace::outside_right : LegendPlace::none;
    Figure figure;
    // Numbered, because a scalar's name may hold what no file's name should.
    figure.name = "scalar-" + std::to_string(figures.size() + 1);
    figure.title = Text{scalar + " against " + sweep.axes[0], scalar + " selon " + sweep.axes[0]};
    figure.width = 1000;
    figure.height = 420;
    figure.panels.push_back({"", std::move(plot), 1});
    figures.push_back(std::move(figure));
  }
  return figures;
}

std::string sweep_json(const SweepRecord& sweep) {
  SweepJson json;
  json["lucarne"] = LUCARNE_VERSION;
  json["format"] = 1;
  json["name"] = sweep.name;
  json["mode"] = sweep.zip ? "zip" : "grid";
  json["axes"] = sweep.axes;
  json["scalars"] = sweep.scalars;
  json["cells"] = SweepJson::array();
  for (const SweepCellRecord& cell : sweep.cells) {
    SweepJson one;
    one["name"] = cell.name;
    one["values"] = SweepJson::object();
    for (const auto& [path, value] : cell.values) one["values"][path] = value;
    one["exit_code"] = cell.exit_code;
    if (!cell.error.empty()) one["error"] = cell.error;
    one["scalars"] = SweepJson::object();
    for (const auto& [name, value] : cell.scalars) {
      // JSON has no NaN and no infinity.
      if (std::isfinite(value)) {
        one["scalars"][name] = value;
      } else {
        one["scalars"][name] = std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
      }
    }
    json["cells"].push_back(std::move(one));
  }
  return json.dump(1, ' ', false, SweepJson::error_handler_t::replace) + "\n";
}

}  // namespace lucarne
