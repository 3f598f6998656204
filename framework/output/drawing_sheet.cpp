// SPDX-License-Identifier: MIT
#include "output/drawing_sheet.hpp"

#include "output/drawing_data.hpp"
#include "output/files.hpp"

#include <fmt/format.h>

#include <iterator>

namespace lucarne {
namespace {

// The two terminals measure fonts and points differently (gnuplot 5.4): pngcairo takes fonts in
// points of 1/72 inch at 96 dots per inch, and a point of size 1 is 6 pixels wide there, 9 in SVG.
// SVG knows no bold but in enhanced text, which would interpret user text.
constexpr const char* terminals = R"(if (ARG1 eq 'png') {{
  set terminal pngcairo noenhanced size {0},{1} font 'DejaVu Sans,12' fontscale 0.75
  bold = ':Bold'
  dot = 1 / 6.0
}} else {{
  set terminal svg noenhanced size {0},{1} font 'sans-serif,12' background '#ffffff'
  bold = ''
  dot = 1 / 9.0
}}
)";

constexpr const char* head =
    R"(# Draws {0}.png and {0}.svg: cd into this folder, then: gnuplot {0}.gp
if (!exists("ARGC") || ARGC < 2) {{
  call '{0}.gp' 'png' '{0}.png'
  call '{0}.gp' 'svg' '{0}.svg'
  exit
}}
reset
set encoding utf8
quote = "'"
)";

}  // namespace

std::string line_style(std::string_view colour, double width, bool dashed) {
  return fmt::format("lw {:.4g} lc rgb '{}'{}", width, colour, dashed ? " dt (6,4)" : " dt solid");
}

Sheet::Sheet(std::string name, std::filesystem::path folder, double width, double height,
             Language language, std::set<std::string>& taken)
    : name_(std::move(name)),
      folder_(std::move(folder)),
      width_(width),
      height_(height),
      language_(language),
      taken_(taken) {}

void Sheet::command(std::string_view line) {
  commands_ += line;
  commands_ += '\n';
}

std::string Sheet::x_of(double pixels) const { return fmt::format("{:.6f}", pixels / width_); }
std::string Sheet::y_of(double pixels) const { return fmt::format("{:.6f}", 1 - pixels / height_); }

void Sheet::text(double x, double y, std::string_view line, const TextStyle& style) {
  if (line.empty()) return;
  const char* align = style.align == Align::left     ? "left"
                      : style.align == Align::centre ? "center"
                                                     : "right";
  command(fmt::format("set label {} at screen {},{} {}{} front font {}',{:.4g}' tc rgb '{}'",
                      gnuplot_string(line), x_of(x), y_of(y), align,
                      style.upright ? " rotate by 90" : "", style.bold ? "bold." : "", style.size,
                      style.colour));
}

void Sheet::block(double x, double top, const FittedText& text, TextStyle style) {
  style.size = text.size;
  const double step = text.size * line_height;
  double along = top + step / 2;
  for (const std::string& line : text.lines) {
    if (style.upright) {
      this->text(along, x, line, style);
    } else {
      this->text(x, along, line, style);
    }
    along += step;
  }
}

void Sheet::rectangle(const Rect& rect, std::string_view fill, std::string_view border,
                      Depth depth) {
  command(fmt::format(
      "set object rectangle from screen {},{} to screen {},{} {} {} {}", x_of(rect.left),
      y_of(rect.bottom), x_of(rect.right), y_of(rect.top),
      depth == Depth::front ? "front" : "behind",
      fill.empty() ? std::string("fs empty") : fmt::format("fc rgb '{}' fs solid", fill),
      border.empty() ? std::string("noborder") : fmt::format("border lc rgb '{}' lw 1", border)));
}

void Sheet::segment(double x0, double y0, double x1, double y1, std::string_view colour,
                    double width, bool dashed) {
  command(fmt::format("set arrow from screen {},{} to screen {},{} nohead front {}", x_of(x0),
                      y_of(y0), x_of(x1), y_of(y1), line_style(colour, width, dashed)));
}

void Sheet::dot(double x, double y, double diameter, std::string_view colour) {
  command(fmt::format("set label '' at screen {},{} front point pt 7 ps {:.4g}*dot lc rgb '{}'",
                      x_of(x), y_of(y), diameter, colour));
}

void Sheet::area(const Rect& rect, const Range& x, const Range& y, bool first_at_top) {
  command(
      fmt::format("set lmargin at screen {}; set rmargin at screen {}; set tmargin at screen {}; "
                  "set bmargin at screen {}",
                  x_of(rect.left), x_of(rect.right), y_of(rect.top), y_of(rect.bottom)));
  command("unset border; unset tics; unset grid; unset logscale; unset colorbox; unset key");
  if (x.logarithmic) command("set logscale x");
  if (y.logarithmic) command("set logscale y");
  command(fmt::format("set xrange [{}:{}]; set yrange [{}:{}]", x.min, x.max,
                      first_at_top ? y.max : y.min, first_at_top ? y.min : y.max));
}

void Sheet::plot(const std::vector<std::string>& elements) {
  std::string line;
  for (const std::string& element : elements) {
    line += (line.empty() ? "plot " : ", \\\n     ") + element + " notitle";
  }
  command(line.empty() ? "plot NaN notitle" : line);
  command("unset label; unset arrow; unset object");
}

void Sheet::palette(Palette palette, double min, double max) {
  std::string line;
  for (const style::Stop& stop : style::stops(palette)) {
    line += fmt::format("{}{} '{}'", line.empty() ? "set palette defined (" : ", ", stop.at,
                        style::text_of(stop.colour));
  }
  command(line + ")");
  command(fmt::format("set cbrange [{}:{}]", min, max));
}

void Sheet::colour_box(const Rect& rect) {
  command(fmt::format(
      "unset cbtics; set colorbox vertical user origin screen {},{} "
      "size screen {:.6f},{:.6f} noborder",
      x_of(rect.left), y_of(rect.bottom), rect.width() / width_, rect.height() / height_));
  rectangle(rect, "", style::frame);
}

std::string Sheet::fresh_file(const std::string& ending) {
  std::string file = name_ + ending;
  for (int k = 2; !taken_.insert(file).second; ++k) {
    file = name_ + "." + std::to_string(k) + ending;
  }
  return file;
}

std::string Sheet::table_file(std::string_view content) {
  const std::string file = fresh_file(".tsv");
  write_unflushed_file(folder_ / file, content);
  return gnuplot_string(file);
}

std::string Sheet::float_file(const arma::fmat& values) {
  const std::string file = fresh_file(".f32");
  write_floats(folder_ / file, values);
  return gnuplot_string(file);
}

std::string Sheet::script() const {
  std::string whole = fmt::format(head, name_);
  whole += fmt::format(terminals, width_, height_);
  whole += "set output ARG2\nset multiplot\n";
  return whole + commands_ + "unset multiplot\nset output\n";
}

}  // namespace lucarne
