// SPDX-License-Identifier: MIT
#include "output/files.hpp"
#include "output/report_parts.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace lucarne {
namespace {

bool belongs(const std::string& file, const std::string& figure) {
  if (file.size() <= figure.size() || !file.starts_with(figure)) return false;
  const char next = file[figure.size()];
  const bool letter_or_digit =
      (next >= '0' && next <= '9') || (next >= 'A' && next <= 'Z') || (next >= 'a' && next <= 'z');
  return !letter_or_digit;
}

// The picture's bytes; none where it is missing or not whole.
std::optional<std::string> picture(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) return std::nullopt;
  std::string bytes = read_file(file);
  if (!png_size(bytes)) return std::nullopt;
  return bytes;
}

std::string label_of(const std::string& ending, const ReportWords& words) {
  if (ending == ".png") return "PNG";
  if (ending == ".svg") return "SVG";
  if (ending == ".gp") return words.script;
  return std::string(words.figure_data) + ' ' + ending.substr(1);
}

void put_files(ReportWriter& out, const std::string& figure_name,
               const std::vector<std::string>& files) {
  if (files.empty()) return;
  const ReportWords& words = out.words();
  const auto put_link = [&](const std::string& file) {
    const std::string ending = file.substr(file.rfind('/') + 1 + figure_name.size());
    out.put("<a href=\"{}\">{}</a>", Markup{link_to(file)}, label_of(ending, words));
  };
  constexpr std::size_t most = 8;  // more than fit on a line: folded
  out.put("<div class=\"files\"><span>{}{}</span>", words.files, words.colon);
  const bool folded = files.size() > most;
  const std::size_t shown = folded ? 3 : files.size();
  std::for_each(files.begin(), files.begin() + static_cast<std::ptrdiff_t>(shown), put_link);
  out.put("</div>\n");
  if (!folded) return;
  out.put("<details class=\"soft\"><summary>{} ({})</summary><div class=\"files\">",
          words.figure_data, files.size() - shown);
  std::for_each(files.begin() + static_cast<std::ptrdiff_t>(shown), files.end(), put_link);
  out.put("</div></details>\n");
}

}  // namespace

FigureFiles files_of_figures(const Results& results, const std::vector<std::string>& file_names,
                             const std::string& stage_id) {
  std::set<std::string> of_arrays;
  for (const Array& array : results.arrays()) of_arrays.insert(array.name + ".npy");
  FigureFiles files;
  for (const std::string& file : file_names) {
    if (of_arrays.contains(file)) continue;
    const std::string* owner = nullptr;
    for (const Figure& figure : results.figures()) {
      const bool longer = owner == nullptr || figure.name.size() > owner->size();
      if (longer && belongs(file, figure.name)) owner = &figure.name;
    }
    if (owner != nullptr) files[*owner].push_back(stage_id + "/" + file);
  }
  // Pictures first, then the script, then its data in the order of their numbers.
  const auto rank = [](const std::string& file) {
    return file.ends_with(".png") ? 0 : file.ends_with(".svg") ? 1 : file.ends_with(".gp") ? 2 : 3;
  };
  for (auto& [figure, paths] : files) {
    std::sort(paths.begin(), paths.end(), [&](const std::string& a, const std::string& b) {
      return std::tuple(rank(a), a.size(), a) < std::tuple(rank(b), b.size(), b);
    });
  }
  return files;
}

void put_readings(ReportWriter& out, const std::vector<Reading>& readings) {
  if (readings.empty()) return;
  const ReportWords& words = out.words();
  out.put("<ul class=\"readings\">\n");
  for (const Reading& reading : readings) {
    const char* style = "note";
    const char* mark = "\u2022";
    const char* word = words.note;
    if (reading.level == Level::good) {
      style = "good", mark = "\u2713", word = words.good;
    } else if (reading.level == Level::warning) {
      style = "warning", mark = "!", word = words.warning;
    }
    out.put("<li class=\"said {}\"><b><span aria-hidden=\"true\">{}</span> {}{}</b>{}</li>\n",
            style, mark, word, words.colon, out.in(reading.text));
  }
  out.put("</ul>\n");
}

void put_figure(ReportWriter& out, const Figure& figure, const std::string& stage_id,
                const std::filesystem::path& folder, const std::vector<std::string>& files) {
  const std::string& title = figure.title.empty() ? figure.name : out.in(figure.title);
  out.put("<figure id=\"{}/{}\"{}>\n<h4>{}</h4>\n", stage_id, figure.name,
          Markup{is_map(figure) ? " class=\"mapped\"" : ""}, title);
  const std::string file = stage_id + "/" + figure.name + ".png";
  if (const std::optional<std::string> bytes = picture(folder / file)) {
    const PixelSize size = png_size(*bytes).value_or(PixelSize{});
    out.put(
        "<a class=\"picture\" href=\"{}\" title=\"{}\"><img src=\"data:image/png;base64,{}\" "
        "width=\"{}\" height=\"{}\" alt=\"{}\" decoding=\"async\"></a>\n",
        Markup{link_to(file)}, out.words().enlarge, Markup{base64(*bytes)}, size.width, size.height,
        title);
  } else {
    out.put("<p class=\"missing\">{}</p>\n", out.words().no_picture);
  }
  for (const Panel& panel : figure.panels) {
    if (const auto* map = std::get_if<PointMap>(&panel.content)) {
      put_map(out, *map, panel.title.empty() ? title : out.in(panel.title));
    }
  }
  out.put("<figcaption>\n");
  if (!figure.caption.empty()) out.put("<p class=\"said\">{}</p>\n", out.in(figure.caption));
  put_readings(out, figure.readings);
  put_files(out, figure.name, files);
  out.put("</figcaption>\n</figure>\n");
}

}  // namespace lucarne
