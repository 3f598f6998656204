// SPDX-License-Identifier: MIT
#include "output/report_parts.hpp"

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

// More rows than this make a page slow on a phone and long on paper; results.json has them all.
constexpr std::size_t most_rows = 300;

// A table scrolls in its own box, so that the page never does sideways.
void open_box(ReportWriter& out, std::string_view label) {
  out.put("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">", label);
}

std::string heading(ReportWriter& out, const Column& column) {
  const std::string label = column.label.empty() ? column.name : out.in(column.label);
  return column.unit.empty() ? label : label + " (" + column.unit + ")";
}

bool holds_numbers(const Table& table, std::size_t column) {
  bool some = false;
  for (const std::vector<Cell>& row : table.rows) {
    if (column >= row.size() || std::holds_alternative<std::monostate>(row[column])) continue;
    if (std::holds_alternative<std::string>(row[column])) return false;
    some = true;
  }
  return some;
}

void put_number(ReportWriter& out, double value, const std::string& shown) {
  if (std::isnan(value)) {
    out.put("<td class=\"number\" data-v=\"\">{}</td>", shown);
  } else {  // what Number() of JavaScript reads
    const std::string exact =
        std::isinf(value) ? (value > 0 ? "Infinity" : "-Infinity") : fmt::format("{}", value);
    out.put("<td class=\"number\" data-v=\"{}\">{}</td>", exact, shown);
  }
}

void put_cell(ReportWriter& out, const Cell& cell, const Column& column, bool among_numbers) {
  if (const auto* text = std::get_if<std::string>(&cell)) {
    out.put("<td>{}</td>", *text);
  } else if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
    out.put("<td class=\"number\" data-v=\"{}\">{}</td>", *whole, *whole);
  } else if (const auto* number = std::get_if<double>(&cell)) {
    put_number(out, *number, number_text(*number, column.decimals, out.language()));
  } else {
    out.put("<td{} data-v=\"\">\u2013</td>", Markup{among_numbers ? " class=\"number\"" : ""});
  }
}

const char* name_of(ElementType type) {
  switch (type) {
    case ElementType::float32: return "float32";
    case ElementType::float64: return "float64";
    case ElementType::int64: break;
  }
  return "int64";
}

}  // namespace

void put_table(ReportWriter& out, const Table& table) {
  const std::string title = table.title.empty() ? table.name : out.in(table.title);
  open_box(out, title);
  out.put("<table class=\"sortable\">\n<caption>{}</caption>\n<thead><tr>", title);
  std::vector<bool> numbers;
  for (std::size_t k = 0; k < table.columns.size(); ++k) {
    numbers.push_back(holds_numbers(table, k));
    out.put("<th scope=\"col\"{}>{}</th>", Markup{numbers[k] ? " class=\"number\"" : ""},
            heading(out, table.columns[k]));
  }
  out.put("</tr></thead>\n<tbody>\n");
  const std::size_t n_rows = std::min(table.rows.size(), most_rows);
  for (std::size_t row = 0; row < n_rows; ++row) {
    const std::vector<Cell>& cells = table.rows[row];
    out.put("<tr>");
    for (std::size_t k = 0; k < table.columns.size(); ++k) {
      put_cell(out, k < cells.size() ? cells[k] : Cell{}, table.columns[k], numbers[k]);
    }
    out.put("</tr>\n");
  }
  out.put("</tbody></table></div>\n");
  if (table.rows.size() > n_rows) {
    out.put("<p class=\"soft\">{}{}{}</p>\n", out.words().rows_left_out, out.words().colon,
            count_text(table.rows.size() - n_rows, out.language()));
  }
}

void put_scalars(ReportWriter& out, const std::deque<Scalar>& scalars,
                 std::string_view key_heading) {
  const ReportWords& words = out.words();
  if (key_heading.empty()) key_heading = words.key;
  open_box(out, words.numbers);
  out.put(
      "<table class=\"sortable\">\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\" "
      "class=\"number\">{}</th><th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
      words.quantity, words.value, key_heading);
  for (const Scalar& scalar : scalars) {
    out.put("<tr><td>{}</td>", out.in(scalar.label));
    put_number(out, scalar.value,
               quantity_text(scalar.value, scalar.decimals, scalar.unit, out.language()));
    out.put("<td><code>{}</code></td></tr>\n", scalar.name);
  }
  out.put("</tbody></table></div>\n");
}

void put_arrays(ReportWriter& out, const std::deque<Array>& arrays, const std::string& stage_id) {
  const ReportWords& words = out.words();
  open_box(out, words.arrays);
  out.put(
      "<table>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}"
      "</th><th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
      words.array, words.meaning, words.type, words.shape);
  for (const Array& array : arrays) {
    out.put("<tr><td><a href=\"{}\">{}.npy</a></td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            Markup{link_to(stage_id + "/" + array.name + ".npy")}, array.name, array.meaning,
            name_of(array.type), to_string(array.shape));
  }
  out.put("</tbody></table></div>\n");
}

void put_pairs(ReportWriter& out, const std::vector<std::pair<std::string, std::string>>& pairs,
               const char* name_heading, const char* value_heading) {
  open_box(out, name_heading);
  out.put("<table>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>\n",
          name_heading, value_heading);
  out.put("<tbody>\n");
  for (const auto& [name, value] : pairs) {
    out.put("<tr><th scope=\"row\"><code>{}</code></th><td class=\"said\">{}</td></tr>\n", name,
            value);
  }
  out.put("</tbody></table></div>\n");
}

}  // namespace lucarne
