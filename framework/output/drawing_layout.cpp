// SPDX-License-Identifier: MIT
#include "output/drawing_layout.hpp"

#include "output/drawing_panels.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace lucarne {
namespace {

constexpr double between = 22;  // panels

struct PanelPlan {
  const Panel* panel = nullptr;
  FittedText title;
  double wanted_height = 0;

  double title_room() const { return title.lines.empty() ? 0 : title.height() + 6; }
};

// Sizes of rows or columns: what is left of `room` after the gaps, shared out by weight.
std::vector<double> shared_out(double room, const std::vector<double>& weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  const double left = room - between * static_cast<double>(weights.size() - 1);
  std::vector<double> sizes;
  for (const double weight : weights) {
    sizes.push_back(std::max(10.0, left * weight / sum));
  }
  return sizes;
}

double weight_of(const Panel& panel) {
  return std::isfinite(panel.weight) && panel.weight > 0 ? panel.weight : 1;
}

double wanted_height(const Panel& panel, const TileMargins& margins, double width,
                     Language language) {
  if (const auto* tiles = std::get_if<Tiles>(&panel.content)) {
    return natural_height(*tiles, margins, width, language);
  }
  if (const auto* plot = std::get_if<Plot>(&panel.content)) return natural_height(*plot, width);
  if (const auto* box = std::get_if<BoxPlot>(&panel.content)) return natural_height(*box, width);
  if (const auto* points = std::get_if<PointMap>(&panel.content)) {
    return natural_height(*points, width);
  }
  return natural_height(std::get<HeatMap>(panel.content), width);
}

class Layout {
 public:
  Layout(const Figure& figure, Language language) : figure_(figure), language_(language) {
    const auto n = std::max<std::size_t>(1, figure.panels.size());
    columns_ = std::clamp<std::size_t>(figure.columns, 1, n);
    rows_ = (n + columns_ - 1) / columns_;
    width_ = std::clamp(static_cast<double>(figure.width), 200.0, 6000.0);
    title_ = fit_text(figure.title.in(language), width_ - 2 * style::margin, style::title_size, 15,
                      3, true);
    plan_columns();
    plan_rows();
  }

  double width() const { return width_; }
  double height() const { return height_; }
  const FittedText& title() const { return title_; }
  const std::vector<PanelPlan>& panels() const { return panels_; }
  const TileMargins& margins() const { return margins_; }
  double bar_room() const { return bar_room_; }

  // The place of a panel, its title included.
  Rect place(std::size_t k) const {
    Rect rect{style::margin, top_, 0, 0};
    for (std::size_t i = 0; i < k % columns_; ++i) rect.left += column_widths_[i] + between;
    for (std::size_t i = 0; i < k / columns_; ++i) rect.top += row_heights_[i] + between;
    rect.right = rect.left + column_widths_[k % columns_];
    rect.bottom = rect.top + row_heights_[k / columns_];
    return rect;
  }

 private:
  void plan_columns() {
    std::vector<double> weights(columns_, 1.0);
    for (std::size_t k = 0; k < figure_.panels.size() && rows_ == 1; ++k) {
      weights[k] = weight_of(figure_.panels[k]);
    }
    column_widths_ = shared_out(width_ - 2 * style::margin, weights);
    for (const Panel& panel : figure_.panels) {
      if (const auto* tiles = std::get_if<Tiles>(&panel.content)) {
        const TileMargins own = margins_of(*tiles, language_);
        margins_.left = std::max(margins_.left, own.left);
        margins_.right = std::max(margins_.right, own.right);
      } else if (const auto* map = std::get_if<HeatMap>(&panel.content)) {
        bar_room_ = std::max(bar_room_, bar_room_of(*map, language_));
      }
    }
    for (std::size_t k = 0; k < figure_.panels.size(); ++k) {
      const Panel& panel = figure_.panels[k];
      const double width = column_widths_[k % columns_];
      PanelPlan plan{
          &panel, fit_text(panel.title.in(language_), width, style::panel_title_size, 13, 2, true),
          0};
      plan.wanted_height = wanted_height(panel, margins_, width, language_) + plan.title_room();
      panels_.push_back(std::move(plan));
    }
  }

  void plan_rows() {
    std::vector<double> heights(rows_, 60.0);
    std::vector<double> weights(rows_, 0.0);
    bool weighted = false;
    for (std::size_t k = 0; k < panels_.size(); ++k) {
      heights[k / columns_] = std::max(heights[k / columns_], panels_[k].wanted_height);
      weights[k / columns_] = std::max(weights[k / columns_], weight_of(*panels_[k].panel));
      weighted = weighted || (columns_ == 1 && weight_of(*panels_[k].panel) != 1);
    }
    if (panels_.empty()) weights = {1};
    top_ = style::margin + (title_.lines.empty() ? 0 : title_.height() + 10);
    const double around = top_ + style::margin;
    const double gaps = between * static_cast<double>(rows_ - 1);
    const double wanted = std::accumulate(heights.begin(), heights.end(), 0.0) + gaps;
    height_ = figure_.height > 0 ? std::clamp(static_cast<double>(figure_.height), 100.0, 6000.0)
                                 : std::ceil(std::clamp(wanted + around, 120.0, 6000.0));
    // Rows as tall as what they show, unless the author gave weights.
    row_heights_ = shared_out(height_ - around, weighted ? weights : heights);
  }

  const Figure& figure_;
  Language language_;
  std::size_t columns_ = 1;
  std::size_t rows_ = 1;
  double width_ = 0;
  double height_ = 0;
  double top_ = 0;
  FittedText title_;
  TileMargins margins_;
  double bar_room_ = 0;
  std::vector<double> column_widths_;
  std::vector<double> row_heights_;
  std::vector<PanelPlan> panels_;
};

void draw(const PanelPlan& plan, Rect place, const Layout& layout, Sheet& sheet) {
  sheet.block(place.middle_x(), place.top, plan.title,
              {plan.title.size, Align::centre, true, false, style::ink});
  place.top += plan.title_room();
  if (const auto* tiles = std::get_if<Tiles>(&plan.panel->content)) {
    draw_panel(*tiles, layout.margins(), place, sheet);
  } else if (const auto* plot = std::get_if<Plot>(&plan.panel->content)) {
    draw_panel(*plot, place, sheet);
  } else if (const auto* box = std::get_if<BoxPlot>(&plan.panel->content)) {
    draw_panel(*box, place, sheet);
  } else if (const auto* points = std::get_if<PointMap>(&plan.panel->content)) {
    draw_panel(*points, place, sheet);
  } else {
    draw_panel(std::get<HeatMap>(plan.panel->content), layout.bar_room(), place, sheet);
  }
}

}  // namespace

std::string script_of(const Figure& figure, const std::filesystem::path& folder, Language language,
                      std::set<std::string>& taken) {
  const Layout layout(figure, language);
  Sheet sheet(figure.name, folder, layout.width(), layout.height(), language, taken);
  sheet.block(layout.width() / 2, style::margin - 2, layout.title(),
              {style::title_size, Align::centre, true, false, style::ink});
  for (std::size_t k = 0; k < layout.panels().size(); ++k) {
    draw(layout.panels()[k], layout.place(k), layout, sheet);
  }
  if (layout.panels().empty()) {
    sheet.area({0, 0, layout.width(), layout.height()}, {0, 1}, {0, 1});
    sheet.plot({});
  }
  return sheet.script();
}

}  // namespace lucarne
