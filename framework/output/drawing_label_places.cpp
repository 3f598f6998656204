// SPDX-License-Identifier: MIT
#include "output/drawing_label_places.hpp"

#include <algorithm>

namespace lucarne {
namespace {

void move(Rect& box, double dx, double dy) {
  box.left += dx;
  box.right += dx;
  box.top += dy;
  box.bottom += dy;
}

void keep_within(Rect& box, const Rect& room) {
  const double dx = std::max(room.left - box.left, std::min(0.0, room.right - box.right));
  const double dy = std::max(room.top - box.top, std::min(0.0, room.bottom - box.bottom));
  move(box, dx, dy);
}

struct Overlap {
  double x = 0;
  double y = 0;
  explicit operator bool() const { return x > 0 && y > 0; }
};

Overlap overlap(const Rect& a, const Rect& b) {
  return {std::min(a.right, b.right) - std::max(a.left, b.left),
          std::min(a.bottom, b.bottom) - std::max(a.top, b.top)};
}

}  // namespace

std::vector<std::optional<Rect>> apart(const std::vector<Rect>& boxes, const Rect& room) {
  std::vector<Rect> places = boxes;
  for (Rect& box : places) keep_within(box, room);
  constexpr int rounds = 200;
  bool moved = true;
  for (int round = 0; round < rounds && moved; ++round) {
    moved = false;
    for (std::size_t i = 0; i < places.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const Overlap both = overlap(places[i], places[j]);
        if (!both) continue;
        moved = true;
        // Half of the way each, along the side on which it is shorter, and a little more, so that
        // rounding does not leave them touching.
        const bool sideways = both.x < both.y;
        const double step = (sideways ? both.x : both.y) / 2 + 0.5;
        const bool before = sideways ? places[i].middle_x() < places[j].middle_x()
                                     : places[i].middle_y() < places[j].middle_y();
        const double signed_step = before ? -step : step;
        move(places[i], sideways ? signed_step : 0, sideways ? 0 : signed_step);
        move(places[j], sideways ? -signed_step : 0, sideways ? 0 : -signed_step);
        keep_within(places[i], room);
        keep_within(places[j], room);
      }
    }
  }
  std::vector<std::optional<Rect>> kept;
  for (const Rect& box : places) {
    const bool free = std::none_of(kept.begin(), kept.end(), [&](const std::optional<Rect>& other) {
      return other && static_cast<bool>(overlap(box, *other));
    });
    kept.push_back(free ? std::optional(box) : std::nullopt);
  }
  return kept;
}

}  // namespace lucarne
