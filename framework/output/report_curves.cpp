// SPDX-License-Identifier: MIT
#include "output/report_curves.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lucarne {
namespace {

// The drawing in its own units; the browser scales it.
constexpr double left = 52, right = 352, top = 10, bottom = 180;

struct Scale {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  double step = 1;
  int decimals = 0;
  std::size_t n_epochs = 0;

  double x(std::size_t index) const {
    if (n_epochs < 2) return (left + right) / 2;
    return left + (right - left) * static_cast<double>(index) / static_cast<double>(n_epochs - 1);
  }
  double y(double value) const { return bottom - (bottom - top) * (value - low) / (high - low); }
};

// Ends at whole steps of 1, 2 or 5 times a power of ten, three to six of them.
Scale scale_of(const std::vector<Curve>& curves) {
  Scale scale;
  for (const Curve& curve : curves) {
    scale.n_epochs = std::max(scale.n_epochs, curve.values.size());
    for (const double value : curve.values) {
      if (!std::isfinite(value)) continue;
      scale.low = std::min(scale.low, value);
      scale.high = std::max(scale.high, value);
    }
  }
  if (!(scale.low <= scale.high)) return scale;
  const double least = std::max(std::abs(scale.high) * 1e-6, 1e-12);
  const double wanted = std::max(scale.high - scale.low, least) / 4;
  const double power = std::pow(10.0, std::floor(std::log10(wanted)));
  const double lead = wanted / power;
  scale.step = power * (lead <= 1.001 ? 1 : lead <= 2.001 ? 2 : lead <= 5.001 ? 5 : 10);
  scale.decimals = std::max(0, static_cast<int>(-std::floor(std::log10(scale.step) + 1e-9)));
  scale.low = std::floor(scale.low / scale.step + 1e-9) * scale.step;
  scale.high = std::ceil(scale.high / scale.step - 1e-9) * scale.step;
  if (scale.high - scale.low < scale.step / 2) scale.high = scale.low + scale.step;
  return scale;
}

void put_axes(ReportWriter& out, const Scale& scale) {
  const auto n_ticks = std::llround((scale.high - scale.low) / scale.step);
  for (long long k = 0; k <= n_ticks; ++k) {
    const double value = scale.low + static_cast<double>(k) * scale.step;
    out.put(
        "<path class=\"grid\" d=\"M{:.0f} {:.1f}H{:.0f}\"/><text x=\"{:.0f}\" y=\"{:.1f}\" "
        "text-anchor=\"end\">{}</text>\n",
        left, scale.y(value), right, left - 6, scale.y(value) + 4,
        number_text(std::abs(value) < scale.step / 2 ? 0 : value, scale.decimals, out.language()));
  }
  const std::size_t every = (scale.n_epochs + 9) / 10;
  for (std::size_t k = every - 1; k < scale.n_epochs; k += every) {
    out.put("<text x=\"{:.1f}\" y=\"{:.0f}\" text-anchor=\"middle\">{}</text>\n", scale.x(k),
            bottom + 17, k + 1);
  }
  out.put("<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"middle\">{}</text>\n", (left + right) / 2,
          bottom + 36, out.words().epoch);
}

void put_line(ReportWriter& out, const Scale& scale, const Curve& curve, const char* style) {
  std::string path;
  bool pen_down = false;
  for (std::size_t k = 0; k < curve.values.size(); ++k) {
    if (!std::isfinite(curve.values[k])) {
      pen_down = false;
      continue;
    }
    path +=
        fmt::format("{}{:.1f} {:.1f}", pen_down ? 'L' : 'M', scale.x(k), scale.y(curve.values[k]));
    if (!pen_down) path += "h.01";  // a lone epoch shows as a dot
    pen_down = true;
  }
  out.put("<path class=\"{}\" stroke-linecap=\"round\" d=\"{}\"/>\n", style, path);
}

}  // namespace

void put_curves(ReportWriter& out, const std::string& title, const std::vector<Curve>& curves) {
  const Scale scale = scale_of(curves);
  if (!(scale.low <= scale.high)) return;
  out.put(
      "<figure><figcaption>{}</figcaption>\n<svg viewBox=\"0 0 360 222\" role=\"img\" "
      "aria-label=\"{}\">\n",
      title, title);
  put_axes(out, scale);
  for (std::size_t k = 0; k < curves.size(); ++k) {
    put_line(out, scale, curves[k], k == 0 ? "a" : "b");
  }
  out.put("</svg>\n");
  if (curves.size() > 1) {
    out.put("<div class=\"legend\">");
    for (std::size_t k = 0; k < curves.size(); ++k) {
      out.put(
          "<span><svg viewBox=\"0 0 30 8\" aria-hidden=\"true\"><path class=\"{}\" d=\"M0 4h30\"/>"
          "</svg> {}</span>",
          k == 0 ? "a" : "b", curves[k].label);
    }
    out.put("</div>\n");
  }
  out.put("</figure>\n");
}

}  // namespace lucarne
